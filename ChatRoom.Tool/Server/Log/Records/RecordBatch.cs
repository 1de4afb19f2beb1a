using System.Text;
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

    // Most batches are events without a session: their effect is known without parsing them again.
    private bool _isPlain = true;
    private long _lastId;
    private long _lastTime;
    private Range _event;

    public bool IsEmpty => _length == 0;

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>The line of the last event in the typed dialect, with its LF. Valid until the batch is cleared.</summary>
    public ReadOnlySpan<byte> LastEvent => _buffer.AsSpan(_event);

    public void AddEvent(in ServerLine line, in SessionStamp stamp)
    {
        var to = Begin(stamp);
        var start = _length + to.Length;
        var end = start + ServerLineWriter.Write(line, _buffer.AsSpan(start));
        End(end);
        _isPlain &= stamp.Session.IsEmpty;
        (_lastId, _lastTime) = (line.Id, line.Time);
        _event = start..end;
    }

    public void AddMark(in SessionStamp stamp, long time)
    {
        var to = Begin(stamp);
        to.Add(RecordWords.Mark);
        to.Field(time);
        End(ref to);
    }

    /// <summary>Adds a remembered session to the head of a segment.</summary>
    public void AddMark(KnownSession session)
    {
        Span<byte> name = stackalloc byte[32];
        var length = Encoding.ASCII.GetBytes(session.Session, name);
        AddMark(new SessionStamp { Session = name[..length], Number = session.Number, Refused = session.Refused }, session.Time);
    }

    public void AddSubject(in SessionStamp stamp, StoredTopic topic)
    {
        var to = Begin(stamp);
        to.Add(RecordWords.Subject);
        to.Field(topic.Time);
        to.Field(topic.Name);
        to.Field(topic.Text);
        End(ref to);
    }

    /// <param name="time">No event of the segment is earlier, in Unix milliseconds.</param>
    /// <param name="more">The number of records after it that belong to the head.</param>
    public void AddHeader(LogState state, long time, int more)
    {
        Span<byte> identity = stackalloc byte[LogState.IdentityLength];
        Encoding.ASCII.GetBytes(state.Identity, identity);
        var to = Begin(new SessionStamp { More = more });
        to.Add(RecordWords.Header);
        to.Field(identity);
        to.Field(state.Room.Bytes);
        to.Field(state.LastId + 1);
        to.Field(time);
        End(ref to);
    }

    /// <summary>Applies the records to the state, exactly as a restart would.</summary>
    public void ApplyTo(LogState state)
    {
        if (_isPlain)
        {
            state.ApplyEvents(_lastId, _lastTime);
            return;
        }

        var records = Bytes;
        while (!records.IsEmpty)
        {
            var end = records.IndexOf((byte)'\n');
            if (LogRecord.TryParse(records[..end], out var record))
            {
                state.Apply(record);
            }

            records = records[(end + 1)..];
        }
    }

    public void Clear()
    {
        (_length, _isPlain, _lastId, _lastTime) = (0, true, 0, 0);
        if (_buffer.Length > LargestKept)
        {
            _buffer = new byte[2 * LogRecord.MaxEncoded];
        }
    }

    /// <summary>Leaves space for the checksum, and writes the stamp and a space.</summary>
    private LineBuilder Begin(in SessionStamp stamp)
    {
        if (!stamp.Session.IsEmpty && !SessionStamp.IsSession(stamp.Session))
        {
            throw new ArgumentException("a session is 16 to 32 of 0-9 a-z", nameof(stamp));
        }

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

    private void End(ref LineBuilder to)
    {
        _isPlain = false;
        to.Add((byte)'\n');
        End(_length + to.Length);
    }

    private void End(int end)
    {
        Checksum.Write(_buffer.AsSpan(_length..(end - 1)));
        _length = end;
    }
}
