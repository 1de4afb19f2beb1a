using ChatRoom.Protocol;

namespace ChatRoom.Server.Fanout;

/// <summary>
/// A place in the log of one room from which a connection is sent events, and a mailbox: lines for this connection alone,
/// each with its place among the events. It holds no messages. Loop thread only, except for <see cref="ReadFromDisk"/>.
/// </summary>
internal abstract class Subscription
{
    /// <summary>Events that are skipped later. A peer that says more without reading is sent the rest of it.</summary>
    private const int MaxSkipped = 10_000;

    private readonly byte[] _room;
    private Replay? _replay;
    private EndMark? _end;

    // Events that are not sent, in rising order; null: there were none.
    private Queue<(long First, long Last)>? _skipped;

    protected Subscription(byte[] room, Mailbox mailbox, EncodedLog log, LogCursor start)
    {
        _room = room;
        Mailbox = mailbox;
        Log = log;
        Cursor = start;
    }

    /// <summary>The name of the room.</summary>
    public ReadOnlySpan<byte> Room => _room;

    public Mailbox Mailbox { get; }

    /// <summary>The room's log in the encoding of the connection's dialect.</summary>
    public EncodedLog Log { get; }

    /// <summary>The place before the next event that is sent.</summary>
    public LogCursor Cursor
    {
        get => IsInStep ? Readers!.Place : field;
        private set;
    }

    /// <summary>It was sent everything, and is sent what is published together with the other readers in step: see <see cref="LogReaders"/>.</summary>
    public bool IsInStep { get; private set; }

    /// <summary>The place after the last event that is sent. null: no end so far.</summary>
    public LogCursor? End => _end?.Place;

    /// <summary>The place up to which events may be sent now.</summary>
    public LogCursor Horizon
    {
        get
        {
            var head = Log.Head;
            return End is { } end && end.NextId <= head.NextId ? end : head;
        }
    }

    /// <summary>True if there may be something to send; cheap.</summary>
    public bool HasMore => Mailbox.HasMail || Cursor.NextId < HorizonId;

    /// <summary>True if something can be sent now; a line whose place is not published yet cannot.</summary>
    public bool CanSend => Cursor.NextId < HorizonId || (Mailbox.TryPeek(out var place) && place.NextId <= Cursor.NextId);

    /// <summary>True if everything up to the end was sent. A line whose place is after the end is not sent.</summary>
    public bool IsAtEnd => End is { } end && Cursor.NextId >= end.NextId && !CanSend;

    /// <summary>True if the next events are only on disk: <see cref="TryNext"/> returns nothing, and <see cref="ReadFromDisk"/> reads them.</summary>
    public bool NeedsReplay { get; private set; }

    /// <summary>The readers of the room's log, to which it belongs or did belong; null: it never did.</summary>
    internal LogReaders? Readers { get; set; }

    /// <summary>The index among the readers of the room's log; -1: it is none of them.</summary>
    internal int Index { get; set; } = -1;

    /// <summary>The connection was in this room, other than one that is watched beside it.</summary>
    internal bool IsOwn { get; set; }

    /// <summary>Its feed sends it; false: not yet, because something else must be sent before, or no longer.</summary>
    internal bool IsFollowed { get; set; }

    /// <summary>It waits for its turn among the subscriptions of its connection.</summary>
    internal bool IsPending { get; set; }

    private long HorizonId => End is { } end ? Math.Min(end.NextId, Log.NextId) : Log.NextId;

    /// <summary>Returns the next slice up to <paramref name="horizon"/>; false if there is none.</summary>
    public virtual bool TryNext(LogCursor horizon, out FeedSlice slice)
    {
        if (Mailbox.HasMail && Mailbox.TryTake(Cursor, out var mail))
        {
            slice = FeedSlice.OutsideLog(mail, Cursor);
            return true;
        }

        StepOverSkipped();
        var limit = Limit(horizon);
        while (Cursor.NextId < limit.NextId)
        {
            if (!FeedSlice.TryRead(Log, Cursor, limit, out slice))
            {
                NeedsReplay = Log.Store is not null && Mailbox.Dialect.ReadsFromDisk;
                slice = NeedsReplay ? default : FeedSlice.OutsideLog(StepOverGap(), Cursor, isGap: true);
                return !NeedsReplay && (!slice.Lines.IsEmpty || TryNext(horizon, out slice));
            }

            if (slice.Length > 0)
            {
                return true;
            }

            Cursor = slice.End;
            StepOverSkipped();
            limit = Limit(horizon);
        }

        slice = default;
        return false;
    }

    /// <summary>Moves to a place in the last slice that <see cref="TryNext"/> returned.</summary>
    public void Advance(LogCursor place) => Cursor = place;

    /// <summary>Begins a read from the disk; returns the id of the event before which it ends.</summary>
    public long BeginReplay()
    {
        NeedsReplay = false;
        return Limit(Horizon).NextId;
    }

    /// <summary>
    /// Reads the next events from the disk, up to those that memory holds, and moves the place after them. May be slow;
    /// meanwhile nothing else may be called. Returns the bytes; 0 if the encoding shows none of these events. Any thread.
    /// </summary>
    /// <param name="endId">The id of the event before which it ends.</param>
    /// <param name="into">At least <see cref="Replay.BlockBytes"/>.</param>
    /// <param name="events">The number of events among them.</param>
    /// <param name="gaps">The number of gap lines among them.</param>
    public int ReadFromDisk(long endId, Span<byte> into, out int events, out int gaps)
    {
        _replay ??= new Replay(Log.Store!, Log.Encoding);
        var length = _replay.Read(Cursor.NextId, endId, into, out events, out gaps);
        Cursor = Log.PlaceBefore(_replay.NextId);
        return length;
    }

    /// <summary>If everything was sent, publications go straight to the socket from now on; false if not.</summary>
    internal bool TryStepIn(int socket) => IsInStep = Index >= 0 && !HasMore && _end is null && _skipped is null or { Count: 0 } && Readers!.TryStepIn(this, socket);

    /// <summary>Its feed sends it everything from now on.</summary>
    internal void StepOut()
    {
        if (IsInStep)
        {
            IsInStep = false;
            Cursor = Readers!.Place;
            Readers.StepOut(this);
        }
    }

    /// <summary>Releases the resources for reading from the disk.</summary>
    public void Close()
    {
        _replay?.Dispose();
        _replay = null;
    }

    /// <summary>These events are not sent. They are committed, and follow those that were skipped before.</summary>
    internal void Skip(long firstId, long lastId)
    {
        if ((_skipped ??= []).Count < MaxSkipped)
        {
            _skipped.Enqueue((firstId, lastId));
            Mailbox.Feed?.Queue(this);
        }
    }

    /// <summary>Ends the events here. Called before the first event that must not be sent is published.</summary>
    internal void EndHere() => EndAt(Log.AppendedHead);

    /// <summary>Ends the events at a place, which is not after <see cref="EncodedLog.AppendedHead"/>.</summary>
    protected void EndAt(LogCursor place)
    {
        _end ??= new EndMark(place);
        Mailbox.Feed?.Queue(this);
    }

    /// <summary>The place up to which events can be sent at once: there may be a line for this reader alone, or an event that is skipped.</summary>
    private LogCursor Limit(LogCursor horizon)
    {
        var limit = Mailbox.TryPeek(out var place) && place.NextId < horizon.NextId ? place : horizon;
        return _skipped is not null && _skipped.TryPeek(out var next) && next.First < limit.NextId ? Log.PlaceBefore(next.First) : limit;
    }

    private void StepOverSkipped()
    {
        while (_skipped is not null && _skipped.TryPeek(out var next) && next.First <= Cursor.NextId)
        {
            _skipped.Dequeue();
            if (next.Last >= Cursor.NextId)
            {
                Cursor = Log.PlaceBefore(next.Last + 1);
            }
        }
    }

    /// <summary>Moves to the oldest event in memory, or to the end; returns a gap line with the number of missed events.</summary>
    private byte[] StepOverGap()
    {
        var next = Log.Oldest;
        if (End is { } end && end.NextId < next.NextId)
        {
            next = end;
        }

        var gap = new ServerLine
        {
            Kind = ServerLineKind.Gap,
            Id = Cursor.NextId,
            Number = next.NextId - Cursor.NextId,
            Room = Room,
        };
        Cursor = next;
        return gap.Number == 0 ? [] : Mailbox.Dialect.Encoding.Encode(gap);
    }

    // A class, so that a subscription without an end holds only a null.
    private sealed record EndMark(LogCursor Place);
}
