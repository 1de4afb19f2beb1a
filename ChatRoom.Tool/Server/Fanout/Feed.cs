using ChatRoom.Protocol;

namespace ChatRoom.Server.Fanout;

/// <summary>
/// Everything that one connection is sent, in order: the log of its room from its place on, merged with its mailbox.
/// The same follows for each room that it moves to. Holds no messages. It asks for a turn in the next round when there may
/// be something to send. Loop thread only, except for <see cref="ReadFromDisk"/>.
/// </summary>
internal sealed class Feed
{
    private Mailbox _mailbox;
    private Reader? _reader;
    private Recipient? _recipient;
    private bool _isQueued;
    private bool _isEnding;
    private EncodedLog? _log;
    private LogCursor _cursor;
    private Replay? _replay;

    public Feed(Mailbox mailbox)
    {
        _mailbox = mailbox;
        mailbox.Feed = this;
    }

    /// <summary>The place up to which the reader may read now.</summary>
    public LogCursor Horizon
    {
        get
        {
            var head = _reader?.Log.Head ?? default;
            return _reader?.End is { } end && end.NextId <= head.NextId ? end : head;
        }
    }

    /// <summary>True if there may be something to read, or if the end may be reached; cheap.</summary>
    public bool HasMore =>
        _isEnding
        || _mailbox.HasMail
        || (_reader is { } reader && (_cursor.NextId < reader.HorizonId || reader.Next is not null));

    /// <summary>True if the next events are only on disk: <see cref="TryNext"/> returns nothing, and <see cref="ReadFromDisk"/> reads them.</summary>
    public bool NeedsReplay { get; private set; }

    /// <summary>True after <see cref="End"/>, when the reader has read everything.</summary>
    public bool IsAtEnd =>
        _isEnding
        && _reader is not { Next: not null }
        && _cursor.NextId >= EndId
        && !(_mailbox.TryPeek(out var mail) && mail.NextId <= EndId);

    /// <summary>The id after the last event for the reader, which may not be published yet.</summary>
    private long EndId => _reader?.End?.NextId ?? Horizon.NextId;

    /// <summary>Adds the log of the reader's room, which it has just entered.</summary>
    public void Follow(Reader reader)
    {
        _reader = reader;
        Queue();
    }

    /// <summary>Makes the feed end: at the reader's end in its room, or, outside a room, when its mailbox is empty.</summary>
    public void End()
    {
        _isEnding = true;
        Queue();
    }

    /// <summary>Sets what sends the lines, and asks for its first turn.</summary>
    public void SendTo(Recipient recipient)
    {
        _recipient = recipient;
        Queue();
    }

    /// <summary>There may be something to send: asks for a turn in the next round, unless it is asked for already.</summary>
    public void Queue()
    {
        if (!_isQueued && _recipient is { } recipient)
        {
            _isQueued = true;
            recipient.Enqueue();
        }
    }

    /// <summary>The turn has come; the next one must be asked for.</summary>
    public void TakeTurn() => _isQueued = false;

    /// <summary>Returns the next slice up to <paramref name="horizon"/>; false if there is none.</summary>
    public bool TryNext(LogCursor horizon, out FeedSlice slice)
    {
        Start();
        if (_mailbox.HasMail && _mailbox.TryTake(_cursor, out var mail))
        {
            slice = OutsideLog(mail);
            return true;
        }

        var limit = Limit(horizon);
        while (_log is not null && _cursor.NextId < limit.NextId)
        {
            if (!_log.TryRead(_cursor, limit, out var events, out var middle))
            {
                NeedsReplay = _log.Store is not null && _mailbox.Dialect.ReadsFromDisk;
                slice = NeedsReplay ? default : OutsideLog(StepOverGap(_log), isGap: true);
                return !NeedsReplay && (!slice.Lines.IsEmpty || TryNext(horizon, out slice));
            }

            if (events.Start.Index < events.End.Index)
            {
                var end = middle;
                LogSlice following = default;
                if (middle.NextId < limit.NextId && !_log.TryRead(middle, limit, out following, out end))
                {
                    end = middle;
                }

                slice = new FeedSlice
                {
                    Lines = events.Bytes,
                    Following = following.Segment is null ? default : following.Bytes,
                    Start = _cursor,
                    Middle = middle,
                    End = end,
                    Segment = events.Segment,
                    FollowingSegment = following.Segment,
                };
                return true;
            }

            _cursor = middle;
        }

        slice = default;
        return false;
    }

    /// <summary>
    /// Reads the next events from the disk, up to those that memory holds, and moves the place after them. May be slow;
    /// meanwhile nothing else may be called. Returns the bytes; 0 if the encoding shows none of these events.
    /// </summary>
    /// <param name="into">At least <see cref="Replay.BlockBytes"/>.</param>
    /// <param name="events">The number of events among them.</param>
    /// <param name="gaps">The number of gap lines among them.</param>
    public int ReadFromDisk(Span<byte> into, out int events, out int gaps)
    {
        NeedsReplay = false;
        _replay ??= new Replay(_log!.Store!, _log.Encoding);
        var length = _replay.Read(_cursor.NextId, Limit(Horizon).NextId, into, out events, out gaps);
        _cursor = _log!.PlaceBefore(_replay.NextId);
        return length;
    }

    /// <summary>Releases the resources for reading from the disk.</summary>
    public void Close()
    {
        _replay?.Dispose();
        _replay = null;
    }

    /// <summary>Goes on to the room that the reader moved to, after everything of the previous room was read; false if it stays.</summary>
    public bool TryMove()
    {
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

    /// <summary>Moves to a place in the last slice that <see cref="TryNext"/> returned.</summary>
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

    /// <summary>Moves to the oldest event in memory, or to the reader's end; returns a gap line with the number of missed events.</summary>
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
        return gap.Number == 0 ? [] : _mailbox.Dialect.Encoding.Encode(gap);
    }
}
