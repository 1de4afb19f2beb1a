using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;
using ChatRoom.Protocol.Typed;

namespace ChatRoom.Server.Log.Records;

/// <summary>
/// Records that are written together; <see cref="LogRecord"/> reads them back. The buffer grows as needed and is reused,
/// except after an unusually large batch. Used by one thread at a time.
/// </summary>
internal sealed class RecordBatch
{
    /// <summary>Bytes of the largest buffer that is reused.</summary>
    private const int LargestKept = 1 << 20;

    private byte[] _buffer = new byte[2 * LogRecord.MaxEncoded];
    private int _length;
    private Range _event;

    public bool IsEmpty => _length == 0;

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>
    /// It holds only messages and actions of peers without a session, as most batches do: nothing changes but the last id and its
    /// time.
    /// </summary>
    public bool IsPlain { get; private set; } = true;

    /// <summary>The id of the last event; 0: there is none.</summary>
    public long LastId { get; private set; }

    /// <summary>The time of the first record, in Unix milliseconds.</summary>
    public long FirstTime { get; private set; }

    /// <summary>The time of the last event.</summary>
    public long LastTime { get; private set; }

    /// <summary>The line of the last event in the typed dialect, with its LF. Valid until the batch is cleared.</summary>
    public ReadOnlySpan<byte> LastEvent => _buffer.AsSpan(_event);

    /// <summary>Adds an event; its id must be above all earlier ones.</summary>
    public void AddEvent(in ServerLine line, in Stamp stamp)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(line.Id, LastId);
        var to = Begin(stamp, line.Time);
        var start = _length + to.Length;
        var end = start + ServerLineWriter.Write(line, _buffer.AsSpan(start));
        IsPlain &= stamp.Session is null && line.Kind is ServerLineKind.Message or ServerLineKind.Action;
        (LastId, LastTime) = (line.Id, line.Time);
        _event = start..end;
        End(end);
    }

    /// <summary>Adds how far a session got, and who has it.</summary>
    /// <param name="name">The name of the session's holder; null: not known, or as before.</param>
    /// <param name="eventId">The last event of the session; 0: not known, or as before.</param>
    public void AddMark(in Stamp stamp, long time, Nickname? name = null, long eventId = 0)
    {
        var to = BeginOther(stamp, time, RecordWords.Mark);
        to.Field(time);
        if (name is not null || eventId > 0)
        {
            to.Field(name is null ? RecordWords.NoName : name.Bytes);
        }

        if (eventId > 0)
        {
            to.Field(eventId);
        }

        End(ref to);
    }

    /// <summary>Adds the topic, which was set earlier.</summary>
    public void AddSubject(in ServerLine topic)
    {
        var to = BeginOther(default, topic.Time, RecordWords.Subject);
        to.Field(topic.Time);
        to.Field(topic.Name);
        to.Field(topic.Text);
        End(ref to);
    }

    /// <summary>Adds a member, which came in earlier.</summary>
    public void AddSeat(in ServerLine present, in Stamp stamp)
    {
        var to = Begin(stamp, present.Time);
        var start = _length + to.Length;
        IsPlain = false;
        End(start + ServerLineWriter.Write(present, _buffer.AsSpan(start)));
    }

    /// <summary>Adds that the sessions are forgotten that nobody has, and that were not used since a time.</summary>
    public void AddForget(long before, long time)
    {
        var to = BeginOther(default, time, RecordWords.Forget);
        to.Field(before);
        End(ref to);
    }

    /// <param name="header">Code is the identity of the log. No event of the segment has a smaller Id or an earlier Time.</param>
    /// <param name="more">The number of records after it that belong to the head.</param>
    public void AddHeader(in ServerLine header, int more)
    {
        var to = BeginOther(new Stamp { More = more }, header.Time, RecordWords.Header);
        to.Field(header.Code);
        to.Field(header.Room);
        to.Field(header.Id);
        to.Field(header.Time);
        End(ref to);
    }

    public void Clear()
    {
        (_length, IsPlain, LastId, FirstTime, LastTime) = (0, true, 0, 0, 0);
        if (_buffer.Length > LargestKept)
        {
            _buffer = new byte[2 * LogRecord.MaxEncoded];
        }
    }

    /// <summary>Leaves space for the checksum, and writes the stamp and a space.</summary>
    private LineBuilder Begin(in Stamp stamp, long time)
    {
        FirstTime = IsEmpty ? time : FirstTime;
        if (_buffer.Length - _length < LogRecord.MaxEncoded)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        var to = new LineBuilder(_buffer.AsSpan(_length));
        to.Add("00000000 "u8);
        stamp.Write(ref to);
        to.Add((byte)' ');
        return to;
    }

    private LineBuilder BeginOther(in Stamp stamp, long time, ReadOnlySpan<byte> word)
    {
        var to = Begin(stamp, time);
        to.Add(word);
        IsPlain = false;
        return to;
    }

    private void End(ref LineBuilder to)
    {
        to.Add((byte)'\n');
        End(_length + to.Length);
    }

    private void End(int end)
    {
        Checksum.Write(_buffer.AsSpan(_length..(end - 1)));
        _length = end;
    }
}
