using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms.State;
using ChatRoom.Server.Time;

namespace ChatRoom.Server.Rooms.Log;

/// <summary>
/// The events of a room in one order. Each gets the next number and the time, and is written to disk if the room has a log there.
/// It is encoded once for each dialect that has readers. The typed encoding is always kept: it is the room's memory. Guarded by
/// the room's lock, except for <see cref="EncodedLog"/>, which readers use without a lock.
/// </summary>
internal sealed class RoomLog
{
    /// <summary>If the clock goes back by no more than this, times stay the same until it has caught up. In milliseconds.</summary>
    public const long MaxHold = 10_000;

    private readonly TimeProvider _time;
    private readonly AgeClock _ages;
    private readonly long _windowBytes;
    private readonly Journal? _journal;
    private readonly EncodedLog?[] _encodings = new EncodedLog?[3];
    private readonly int[] _readers = new int[3];

    // Members that left while the log could not be written.
    private readonly Queue<(Nickname Name, string Why)> _pendingLeaves = [];

    private byte[] _room = [];
    private long _lastTime;

    public RoomLog(TimeProvider time, long windowBytes, Journal? journal)
    {
        _time = time;
        _windowBytes = windowBytes;
        _journal = journal;
        Typed = journal is null ? new EncodedLog(Dialect.Typed, windowBytes, nextId: 1) : Recover(journal);
        _ages = new AgeClock(time, _lastTime);

        // The room itself is a reader that never leaves.
        _encodings[(int)Dialect.Typed] = Typed;
        _readers[(int)Dialect.Typed]++;
    }

    /// <summary>All events that are kept in memory; older ones are read from disk.</summary>
    public EncodedLog Typed { get; }

    /// <summary>The number of the newest event; 0 before the first.</summary>
    public long LastId { get; private set; }

    /// <summary>Messages and actions since the log was opened.</summary>
    public long Said { get; private set; }

    /// <summary>null: no topic.</summary>
    public Topic? Topic { get; private set; }

    /// <summary>Unix milliseconds. They run backwards only if the clock goes back by more than <see cref="MaxHold"/>.</summary>
    public long Now()
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return _lastTime = now > _lastTime || now < _lastTime - MaxHold ? now : _lastTime;
    }

    /// <summary>The time by which ages are judged; see <see cref="AgeClock"/>.</summary>
    public long AgeTime() => _ages.Now();

    /// <summary>Numbers, times, writes, encodes and publishes one event; returns why not, or null. If it is refused, nothing has happened.</summary>
    public Refusal? TryAppend(ref ServerLine line, in Stamp stamp)
    {
        line.Time = Now();
        line.Id = AddPendingLeaves(line.Room);
        _journal?.Add(line, stamp);
        if (TryWrite() is { } refusal)
        {
            return refusal;
        }

        PublishPendingLeaves();
        Publish(ref line, stamp);
        return null;
    }

    /// <summary>
    /// The same for one event with each of the texts: all of them happen or none. The line becomes the last of them.
    /// </summary>
    public Refusal? TryAppend(ref ServerLine line, LineBatch lineBatch, SessionProgress? session)
    {
        line.Time = Now();
        line.Id = AddPendingLeaves(line.Room);
        if (_journal is not null)
        {
            AddAll(line, lineBatch, session);
            if (TryWrite() is { } refusal)
            {
                return refusal;
            }
        }

        PublishPendingLeaves();
        foreach (var saidLine in lineBatch)
        {
            line.Text = saidLine.Text;
            Publish(ref line, new Stamp(session, saidLine.Number));
        }

        return null;
    }

    /// <summary>Appends that a member left. If the log cannot be written, the event is appended when it can.</summary>
    public void AppendLeave(ReadOnlySpan<byte> room, Nickname name, string why)
    {
        _pendingLeaves.Enqueue((name, why));
        AppendPendingLeaves(room);
    }

    /// <summary>
    /// Runs at intervals: writes the newest file again if somebody has removed it, appends pending leaves, and drops old events
    /// on disk.
    /// </summary>
    public void Maintain()
    {
        _journal?.Restore();
        if (_pendingLeaves.Count > 0)
        {
            AppendPendingLeaves(_room);
        }

        _journal?.Store.DropOld(AgeTime());
    }

    /// <summary>
    /// Writes a mark for a session's line that becomes no event; returns why not, or null. An act that must not happen twice comes
    /// after the mark, and does not happen if the mark fails.
    /// </summary>
    public Refusal? TryMark(in Stamp stamp)
    {
        if (stamp.Session is not null)
        {
            _journal?.AddMark(stamp, Now());
            if (TryWrite() is { } refusal)
            {
                return refusal;
            }
        }

        MarkProcessed(stamp, id: 0);
        return null;
    }

    /// <summary>The session is over: no client comes back to it.</summary>
    public void Forget(SessionProgress? session)
    {
        if (session is not null)
        {
            _journal?.Store.Forget(session.Id.ToString());
        }
    }

    /// <summary>Counts one more reader of a dialect, in which the log is encoded from now on.</summary>
    public EncodedLog AddReader(Dialect dialect)
    {
        _readers[(int)dialect]++;
        return _encodings[(int)dialect] ??= new EncodedLog(dialect, _windowBytes, LastId + 1, _journal?.Store);
    }

    /// <summary>Counts one reader less; a dialect without readers is no longer encoded.</summary>
    public void RemoveReader(Dialect dialect)
    {
        if (--_readers[(int)dialect] == 0)
        {
            _encodings[(int)dialect] = null;
        }
    }

    /// <summary>Restores the state at the end of an earlier run; returns its newest events, which are read most often.</summary>
    private EncodedLog Recover(Journal journal)
    {
        var store = journal.Store;
        LastId = store.LastId;
        _lastTime = store.LastTime;
        Topic = store.Topic is { } topic ? Topic.Of(new ServerLine { Time = topic.Time, Name = topic.Name, Text = topic.Text }) : null;
        return new WarmStart(store).Read(_windowBytes);
    }

    /// <summary>Adds the pending leaves to the next write; returns the id after them.</summary>
    private long AddPendingLeaves(ReadOnlySpan<byte> room)
    {
        _room = _pendingLeaves.Count == 0 ? _room : room.ToArray();
        var next = LastId + 1;
        foreach (var (name, why) in _pendingLeaves)
        {
            var left = Leave(name, why);
            left.Id = next++;
            _journal?.Add(left, default);
        }

        return next;
    }

    private void AppendPendingLeaves(ReadOnlySpan<byte> room)
    {
        _ = Now();
        AddPendingLeaves(room);
        if (TryWrite() is null)
        {
            PublishPendingLeaves();
        }
    }

    private void PublishPendingLeaves()
    {
        while (_pendingLeaves.TryDequeue(out var leave))
        {
            var left = Leave(leave.Name, leave.Why);
            Publish(ref left, default);
        }
    }

    private ServerLine Leave(Nickname name, string why) =>
        new() { Kind = ServerLineKind.Leave, Time = _lastTime, Room = _room, Name = name.Bytes, Text = Encoding.UTF8.GetBytes(why) };

    private void AddAll(ServerLine line, LineBatch lineBatch, SessionProgress? session)
    {
        var left = lineBatch.Count;
        foreach (var saidLine in lineBatch)
        {
            left--;
            line.Text = saidLine.Text;
            _journal!.Add(line, new Stamp(session, saidLine.Number, lineBatch.AreTogether ? left : 0));
            line.Id++;
        }
    }

    private Refusal? TryWrite() => _journal?.TryWrite();

    private void Publish(ref ServerLine line, in Stamp stamp)
    {
        line.Id = ++LastId;
        foreach (var encoding in _encodings)
        {
            encoding?.Append(line);
        }

        if (line.Kind == ServerLineKind.Topic)
        {
            Topic = Topic.Of(line);
        }
        else if (line.Kind is ServerLineKind.Message or ServerLineKind.Action)
        {
            Said++;
        }

        MarkProcessed(stamp, line.Id);
    }

    private static void MarkProcessed(in Stamp stamp, long id)
    {
        stamp.Session?.MarkProcessed(stamp.Number, id);
        stamp.Session?.MarkWritten(stamp.Number);
    }
}
