using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// One reader's way through a room: its place in the log, and its mailbox, merged into the one order in
/// which the reader gets them. Holds no messages. Read by one thread, which alone moves the place;
/// <see cref="Follow"/> and <see cref="End"/> may come from another.
/// </summary>
internal sealed class Feed(Mailbox mailbox)
{
    private volatile Member? _member;
    private volatile bool _isEnding;
    private DialectLog? _log;
    private LogCursor _cursor;
    private LogCursor _limit;
    private LogCursor _following;
    private LogCursor _after;
    private bool _pieceIsLog;

    /// <summary>How far the reader may go now.</summary>
    public LogCursor Horizon
    {
        get
        {
            // The head first: whoever sees the event that a member is not to see then also sees the end before it.
            var head = _member?.Log.Head ?? default;
            return _member?.End ?? head;
        }
    }

    /// <summary>True once the reader has got everything that it will ever get.</summary>
    public bool IsAtEnd =>
        _isEnding
        && _cursor.NextId >= Horizon.NextId
        && !(mailbox.TryPeek(out var mail) && mail.NextId <= Horizon.NextId);

    /// <summary>The log of the room that the member is in comes from here on, too.</summary>
    public void Follow(Member member) => _member = member;

    /// <summary>Nothing more comes: the reader's end is the member's, or, before it is one, what its mailbox holds.</summary>
    public void End() => _isEnding = true;

    /// <summary>The next piece, whole lines, up to <paramref name="horizon"/>; false where there is none.</summary>
    public bool TryNext(LogCursor horizon, out ReadOnlyMemory<byte> lines)
    {
        Start();
        lines = default;
        _pieceIsLog = false;
        if (mailbox.HasMail && mailbox.TryTake(_cursor, out var mail))
        {
            lines = mail;
            return true;
        }

        _limit = mailbox.HasMail && mailbox.TryPeek(out var place) && place.NextId < horizon.NextId ? place : horizon;
        while (_log is not null && _cursor.NextId < _limit.NextId)
        {
            if (!_log.TryRead(_cursor, _limit, out lines, out _after))
            {
                lines = StepOverGap(_log);
                return !lines.IsEmpty || TryNext(horizon, out lines);
            }

            if (!lines.IsEmpty)
            {
                _pieceIsLog = true;
                return true;
            }

            _cursor = _after;
        }

        return false;
    }

    /// <summary>
    /// What follows right behind the piece that <see cref="TryNext"/> gave, from the next segment; empty where
    /// nothing does. A reader that takes both at once does not see where a segment ends.
    /// </summary>
    public ReadOnlyMemory<byte> Following()
    {
        _following = _after;
        var more = ReadOnlyMemory<byte>.Empty;
        if (_pieceIsLog && _after.NextId < _limit.NextId && _log!.TryRead(_following, _limit, out more, out var after))
        {
            _after = after;
        }

        return more;
    }

    /// <summary>Moves past the piece that <see cref="TryNext"/> gave, to what follows it.</summary>
    public void AdvanceToFollowing() => _cursor = _following;

    /// <summary>Moves past all that was given.</summary>
    public void Advance()
    {
        if (_pieceIsLog)
        {
            _cursor = _after;
        }
    }

    /// <summary>Moves past the first bytes of that piece, which must be whole lines.</summary>
    public void Advance(ReadOnlySpan<byte> lines)
    {
        if (_pieceIsLog)
        {
            _cursor = new LogCursor(_cursor.Segment, _cursor.Index + lines.Length, _cursor.NextId + lines.Count((byte)'\n'));
        }
    }

    private void Start()
    {
        if (_log is null && _member is { } member)
        {
            _cursor = member.Start;
            _log = member.Log;
        }
    }

    /// <summary>Goes on at the oldest event that is kept, or at the reader's end, and says how many were missed.</summary>
    private byte[] StepOverGap(DialectLog log)
    {
        var next = log.Oldest;
        if (_member!.End is { } end && end.NextId < next.NextId)
        {
            next = end;
        }

        var gap = new ServerLine
        {
            Kind = ServerLineKind.Gap,
            Id = _cursor.NextId,
            Number = next.NextId - _cursor.NextId,
            Room = _member.Room,
        };
        _cursor = next;
        Span<byte> buffer = stackalloc byte[ServerLine.MaxEncoded];
        return gap.Number == 0 ? [] : buffer[..Spelling.Write(mailbox.Dialect, gap, buffer)].ToArray();
    }
}
