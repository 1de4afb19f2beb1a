using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms.State;
using ChatRoom.Server.Time;

namespace ChatRoom.Server.Rooms.Log;

/// <summary>
/// Everything that happened in a room, in one order: each event gets the next number and the time, is written to
/// disk where the room has a log there, and is encoded once for each dialect that has readers. The typed encoding
/// is kept always: it is what the room remembers. Guarded by the room's lock, but for <see cref="EncodedLog"/>,
/// which readers use without one.
/// </summary>
internal sealed class RoomLog
{
    /// <summary>A clock that goes back by no more is waited for: times stay the same until it is there again. In milliseconds.</summary>
    public const long MostHeld = 10_000;

    private readonly TimeProvider _time;
    private readonly AgeClock _ages;
    private readonly long _windowBytes;
    private readonly Journal? _journal;
    private readonly EncodedLog?[] _encodings = new EncodedLog?[3];
    private readonly int[] _readers = new int[3];
    private readonly Queue<(Nickname Name, string Why)> _untold = [];
    private byte[] _room = [];
    private long _lastTime;

    public RoomLog(TimeProvider time, long windowBytes, Journal? journal = null)
    {
        _time = time;
        _windowBytes = windowBytes;
        _journal = journal;
        Typed = journal is null ? new EncodedLog(Dialect.Typed, windowBytes, nextId: 1) : Recall(journal);

        _ages = new AgeClock(time, _lastTime);

        // A reader that never leaves.
        _encodings[(int)Dialect.Typed] = Typed;
        _readers[(int)Dialect.Typed]++;
    }

    /// <summary>Everything, from the first event on, as far as it is kept.</summary>
    public EncodedLog Typed { get; }

    /// <summary>The number of the newest event; 0 before the first.</summary>
    public long LastId { get; private set; }

    /// <summary>Messages and actions since the log was opened.</summary>
    public long Said { get; private set; }

    /// <summary>What the newest event that set it made the topic; null where there is none.</summary>
    public Topic? Topic { get; private set; }

    /// <summary>Unix milliseconds. They run backwards only if the clock goes back by more than <see cref="MostHeld"/>.</summary>
    public long Now()
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return _lastTime = now > _lastTime || now < _lastTime - MostHeld ? now : _lastTime;
    }

    /// <summary>The time by which something is too old; see <see cref="AgeClock"/>.</summary>
    public long AgeTime() => _ages.Now();

    /// <summary>Numbers, times, writes, encodes and publishes one event, or says why it cannot be kept: then nothing has happened.</summary>
    public Refusal? TryAppend(ref ServerLine line, in Stamp stamp)
    {
        line.Time = Now();
        line.Id = AddUntold(line.Room);
        _journal?.Add(line, stamp);
        if (TryWrite() is { } refusal)
        {
            return refusal;
        }

        PublishUntold();
        Publish(ref line, stamp);
        return null;
    }

    /// <summary>
    /// The same for an event like this one with each of the texts: all of them happen or none. The line becomes
    /// the last of them.
    /// </summary>
    public Refusal? TryAppend(ref ServerLine line, LineBatch lineBatch, SessionProgress? session)
    {
        line.Time = Now();
        line.Id = AddUntold(line.Room);
        if (_journal is not null)
        {
            AddAll(line, lineBatch, session);
            if (TryWrite() is { } refusal)
            {
                return refusal;
            }
        }

        PublishUntold();
        foreach (var saidLine in lineBatch)
        {
            line.Text = saidLine.Text;
            Publish(ref line, new Stamp(session, saidLine.Number));
        }

        return null;
    }

    /// <summary>Tells that somebody is gone, which happened whether it can be written or not: others are told when it can.</summary>
    public void AppendLeave(ReadOnlySpan<byte> room, Nickname name, string why)
    {
        _untold.Enqueue((name, why));
        TellUntold(room);
    }

    /// <summary>
    /// What is done every now and then: writes the newest file again if somebody has removed it, tells who is gone and could not be
    /// told before, and lets go of what is kept no longer on disk.
    /// </summary>
    public void Maintain()
    {
        _journal?.Restore();
        if (_untold.Count > 0)
        {
            TellUntold(_room);
        }

        _journal?.Store.DropOld(AgeTime());
    }

    /// <summary>
    /// Notes that a line of a session is dealt with of which no event comes. What must not happen twice happens
    /// behind this, and not at all where it cannot be written.
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

        DealWith(stamp, id: 0);
        return null;
    }

    /// <summary>Nobody goes on with that session.</summary>
    public void Forget(SessionProgress? session)
    {
        if (session is not null)
        {
            _journal?.Store.Forget(session.Id.ToString());
        }
    }

    /// <summary>One more reader of a dialect: from here on the log is encoded in it.</summary>
    public EncodedLog AddReader(Dialect dialect)
    {
        _readers[(int)dialect]++;
        return _encodings[(int)dialect] ??= new EncodedLog(dialect, _windowBytes, LastId + 1, _journal?.Store);
    }

    /// <summary>One reader less; a dialect without readers is no longer encoded.</summary>
    public void RemoveReader(Dialect dialect)
    {
        if (--_readers[(int)dialect] == 0)
        {
            _encodings[(int)dialect] = null;
        }
    }

    /// <summary>What an earlier run left: where the log ends, and the newest of it, which is asked for most.</summary>
    private EncodedLog Recall(Journal journal)
    {
        var store = journal.Store;
        LastId = store.LastId;
        _lastTime = store.LastTime;
        Topic = store.Topic is { } topic ? Topic.Of(new ServerLine { Time = topic.Time, Name = topic.Name, Text = topic.Text }) : null;
        return new WarmStart(store).Read(_windowBytes);
    }

    /// <summary>Adds to what is written next who is gone and nobody was told; returns the id of what comes behind.</summary>
    private long AddUntold(ReadOnlySpan<byte> room)
    {
        _room = _untold.Count == 0 ? _room : room.ToArray();
        var next = LastId + 1;
        foreach (var (name, why) in _untold)
        {
            var left = Leave(name, why);
            left.Id = next++;
            _journal?.Add(left, default);
        }

        return next;
    }

    private void TellUntold(ReadOnlySpan<byte> room)
    {
        _ = Now();
        AddUntold(room);
        if (TryWrite() is null)
        {
            PublishUntold();
        }
    }

    private void PublishUntold()
    {
        while (_untold.TryDequeue(out var gone))
        {
            var left = Leave(gone.Name, gone.Why);
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

        DealWith(stamp, line.Id);
    }

    private static void DealWith(in Stamp stamp, long id)
    {
        stamp.Session?.DealWith(stamp.Number, id);
        stamp.Session?.Written(stamp.Number);
    }
}
