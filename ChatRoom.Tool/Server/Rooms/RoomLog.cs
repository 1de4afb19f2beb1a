using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// Everything that happened in a room, in one order: each event gets the next number and the time,
/// and is encoded once for each dialect that has readers. The typed encoding is kept always: it is what the
/// room remembers. Guarded by the room's lock, but for <see cref="DialectLog"/>, which readers use without one.
/// </summary>
internal sealed class RoomLog
{
    private readonly TimeProvider _time;
    private readonly long _windowBytes;
    private readonly DialectLog?[] _encodings = new DialectLog?[3];
    private readonly int[] _readers = new int[3];
    private long _lastTime;

    public RoomLog(TimeProvider time, long windowBytes)
    {
        _time = time;
        _windowBytes = windowBytes;

        // A reader that never leaves.
        Typed = AddReader(Dialect.Typed);
    }

    /// <summary>Everything, from the first event on, as far as it is kept.</summary>
    public DialectLog Typed { get; }

    /// <summary>The number of the newest event; 0 before the first.</summary>
    public long LastId { get; private set; }

    /// <summary>What the newest event that set it made the topic; null where there is none.</summary>
    public Topic? Topic { get; private set; }

    /// <summary>Unix milliseconds that never run backwards within this log, whatever the clock does.</summary>
    public long Now() => _lastTime = Math.Max(_lastTime, _time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Numbers, times, encodes and publishes one event, or says why it cannot be kept: then nothing has happened.</summary>
    public Refusal? TryAppend(ref ServerLine line, in Stamp stamp)
    {
        line.Time = Now();
        Publish(ref line, stamp);
        return null;
    }

    /// <summary>
    /// The same for an event like this one with each of the texts: all of them happen or none. The line becomes
    /// the last of them.
    /// </summary>
    public Refusal? TryAppend(ref ServerLine line, Sayings sayings, SessionProgress? session)
    {
        line.Time = Now();
        var left = sayings.Count;
        foreach (var saying in sayings)
        {
            left--;
            line.Text = saying.Text;
            Publish(ref line, new Stamp(session, saying.Number, sayings.AreTogether ? left : 0));
        }

        return null;
    }

    /// <summary>Tells that somebody is gone, which happened whether it can be kept or not.</summary>
    public void AppendLeave(ReadOnlySpan<byte> room, Nickname name)
    {
        var left = new ServerLine { Kind = ServerLineKind.Leave, Room = room, Name = name.Bytes };
        TryAppend(ref left, default);
    }

    /// <summary>
    /// Notes that a line of a session is dealt with of which no event comes. What must not happen twice happens
    /// behind this.
    /// </summary>
    public static void Mark(in Stamp stamp) => DealWith(stamp, id: 0);

    /// <summary>One more reader of a dialect: from here on the log is encoded in it.</summary>
    public DialectLog AddReader(Dialect dialect)
    {
        _readers[(int)dialect]++;
        return _encodings[(int)dialect] ??= new DialectLog(dialect, _windowBytes, LastId + 1);
    }

    /// <summary>One reader less; a dialect without readers is no longer encoded.</summary>
    public void RemoveReader(Dialect dialect)
    {
        if (--_readers[(int)dialect] == 0)
        {
            _encodings[(int)dialect] = null;
        }
    }

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

        DealWith(stamp, line.Id);
    }

    private static void DealWith(in Stamp stamp, long id) => stamp.Session?.DealWith(stamp.Number, id);
}
