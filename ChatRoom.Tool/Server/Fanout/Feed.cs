using ChatRoom.Protocol;

namespace ChatRoom.Server.Fanout;

/// <summary>
/// One reader's way through a room, and then through the next that it moved to: its place in the log, and its
/// mailbox, merged into the one order in which the reader gets them. Holds no messages. Read by one thread, which
/// alone moves the place and goes on to the next room; <see cref="Follow"/> and <see cref="End"/> may come from another.
/// </summary>
internal sealed class Feed(Mailbox mailbox)
{
    private Mailbox _mailbox = mailbox;
    private volatile Reader? _reader;
    private volatile bool _isEnding;
    private EncodedLog? _log;
    private LogCursor _cursor;
    private Replay? _replay;

    /// <summary>How far the reader may go now.</summary>
    public LogCursor Horizon
    {
        get
        {
            // The head first: whoever sees the event that a reader is not to see then also sees the end before it.
            var head = _reader?.Log.Head ?? default;
            return _reader?.End ?? head;
        }
    }

    /// <summary>Whether there may be something to read, or the end to be noticed; cheap.</summary>
    public bool HasMore =>
        _isEnding
        || _mailbox.HasMail
        || (_reader is { } reader && (_cursor.NextId < reader.HorizonId || reader.Next is not null));

    /// <summary>True where what comes next lies on disk alone: <see cref="TryNext"/> gives nothing, and <see cref="ReadFromDisk"/> does.</summary>
    public bool NeedsReplay { get; private set; }

    /// <summary>True once the reader has got everything that it will ever get.</summary>
    public bool IsAtEnd =>
        _isEnding
        && _reader is not { Next: not null }
        && _cursor.NextId >= Horizon.NextId
        && !(_mailbox.TryPeek(out var mail) && mail.NextId <= Horizon.NextId);

    /// <summary>The log of the room that the reader reads comes from here on, too.</summary>
    public void Follow(Reader reader) => _reader = reader;

    /// <summary>Nothing more comes: what the room says is the reader's end, or, before it reads a room, what its mailbox holds.</summary>
    public void End() => _isEnding = true;

    /// <summary>The next piece up to <paramref name="horizon"/>; false where there is none.</summary>
    public bool TryNext(LogCursor horizon, out FeedSlice piece)
    {
        Start();
        if (_mailbox.HasMail && _mailbox.TryTake(_cursor, out var mail))
        {
            piece = OutsideLog(mail);
            return true;
        }

        var limit = Limit(horizon);
        while (_log is not null && _cursor.NextId < limit.NextId)
        {
            if (!_log.TryRead(_cursor, limit, out var lines, out var middle))
            {
                NeedsReplay = _log.Store is not null && _mailbox.Dialect != Dialect.Tutorial;
                piece = NeedsReplay ? default : OutsideLog(StepOverGap(_log), isGap: true);
                return !NeedsReplay && (!piece.Lines.IsEmpty || TryNext(horizon, out piece));
            }

            if (!lines.IsEmpty)
            {
                var end = middle;
                var following = ReadOnlyMemory<byte>.Empty;
                if (middle.NextId < limit.NextId && !_log.TryRead(middle, limit, out following, out end))
                {
                    end = middle;
                }

                piece = new FeedSlice { Lines = lines, Following = following, Start = _cursor, Middle = middle, End = end };
                return true;
            }

            _cursor = middle;
        }

        piece = default;
        return false;
    }

    /// <summary>
    /// Reads from the disk what comes next, up to what memory holds; the place moves behind it. Takes a disk's
    /// time, while nothing else may be called. Returns the bytes; 0 where all of that is for others.
    /// </summary>
    /// <param name="into">Room for <see cref="Replay.BlockBytes"/>.</param>
    /// <param name="gaps">How many of the lines tell of missing events.</param>
    public int ReadFromDisk(Span<byte> into, out int gaps)
    {
        NeedsReplay = false;
        _replay ??= new Replay(_log!.Store!, _mailbox.Dialect);
        var length = _replay.Read(_cursor.NextId, Limit(Horizon).NextId, into, out gaps);
        _cursor = _log!.PlaceBefore(_replay.NextId);
        return length;
    }

    /// <summary>Lets go of what reading from the disk took.</summary>
    public void Close()
    {
        _replay?.Dispose();
        _replay = null;
    }

    /// <summary>Goes on to the room that the reader moved to, once it has got everything of the one before; false where it stays.</summary>
    public bool TryMove()
    {
        // The end first: once it is there, no more mail comes.
        if (_reader is not { Next: { } next, End: { } end } || _cursor.NextId < end.NextId || _mailbox.HasMail)
        {
            return false;
        }

        _mailbox = next.Mailbox;
        _mailbox.Reached();
        _reader = next;
        _log = null;
        Close();
        Start();
        return true;
    }

    /// <summary>Moves to a place that a piece which <see cref="TryNext"/> gave has named.</summary>
    public void Advance(LogCursor place) => _cursor = place;

    private void Start()
    {
        if (_log is null && _reader is { } reader)
        {
            _cursor = reader.Start;
            _log = reader.Log;
        }
    }

    private LogCursor Limit(LogCursor horizon) =>
        _mailbox.HasMail && _mailbox.TryPeek(out var place) && place.NextId < horizon.NextId ? place : horizon;

    private FeedSlice OutsideLog(byte[] lines, bool isGap = false) =>
        new() { Lines = lines, Start = _cursor, Middle = _cursor, End = _cursor, IsGap = isGap };

    /// <summary>Goes on at the oldest event that is kept, or at the reader's end, and says how many were missed.</summary>
    private byte[] StepOverGap(EncodedLog log)
    {
        var next = log.Oldest;
        if (_reader!.End is { } end && end.NextId < next.NextId)
        {
            next = end;
        }

        var gap = new ServerLine
        {
            Kind = ServerLineKind.Gap,
            Id = _cursor.NextId,
            Number = next.NextId - _cursor.NextId,
            Room = _reader.Room,
        };
        _cursor = next;
        Span<byte> buffer = stackalloc byte[ServerLine.MaxEncoded];
        return gap.Number == 0 ? [] : buffer[..LineEncoder.Write(_mailbox.Dialect, gap, buffer)].ToArray();
    }
}
