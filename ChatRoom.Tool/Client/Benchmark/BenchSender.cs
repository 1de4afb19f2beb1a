using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Benchmark;

/// <summary>
/// One sender: keeps up to a window of messages on their way, each with its number and time. Its lock is
/// the last that is taken.
/// </summary>
internal sealed class BenchSender
{
    private readonly Lock _gate = new();
    private readonly BenchOptions _options;
    private readonly BenchClock _clock;
    private readonly BenchConnection _connection;
    private readonly Lane[] _lanes;
    private readonly int _sender;
    private readonly byte[] _sayRoom;
    private byte[] _buffer = [];
    private uint _sent;
    private bool _isSending;
    private bool _isOn;

    public BenchSender(BenchOptions options, BenchClock clock, BenchConnection connection, Lane[] lanes, int sender)
    {
        _options = options;
        _clock = clock;
        _connection = connection;
        _lanes = lanes;
        _sender = sender;
        _sayRoom = Encoding.ASCII.GetBytes($" {options.Server.Room} ");
        connection.OnSent = EndSending;
    }

    public uint Sent => Volatile.Read(ref _sent);

    public bool HasSentAll => Sent >= _options.MaxMessages;

    /// <summary>Every reader has everything.</summary>
    public bool IsDelivered => Sent == Delivered();

    public void Start()
    {
        lock (_gate)
        {
            _isOn = true;
        }

        GoOn();
    }

    public void Stop()
    {
        lock (_gate)
        {
            _isOn = false;
        }
    }

    /// <summary>Fills the window, unless a pace is set.</summary>
    public void GoOn()
    {
        if (_options.Rate == 0)
        {
            Send(_options.Window);
        }
    }

    /// <summary>Sends one message; false where the window is full.</summary>
    public bool TrySendOne() => Send(1) > 0;

    private uint Send(int most)
    {
        lock (_gate)
        {
            if (!_isOn || _isSending)
            {
                return 0;
            }

            var underWay = _sent - Delivered();
            var room = (uint)Math.Min(most, Math.Max(_options.Window - (int)underWay, 0));
            room = Math.Min(room, _options.MaxMessages - _sent);
            if (room > 0)
            {
                var length = Write(room);
                _isSending = _connection.Send(_buffer, length);
            }

            return room;
        }
    }

    private void EndSending()
    {
        lock (_gate)
        {
            _isSending = false;
        }

        GoOn();
    }

    private uint Delivered()
    {
        var delivered = uint.MaxValue;
        foreach (var lane in _lanes)
        {
            delivered = Math.Min(delivered, lane.DeliveredTo(_sender));
        }

        return delivered;
    }

    /// <summary>Writes so many messages into the buffer; returns their bytes.</summary>
    private int Write(uint messages)
    {
        var perMessage = _options.Size + _sayRoom.Length + 16;
        if (_buffer.Length < messages * perMessage)
        {
            _buffer = new byte[messages * perMessage];
        }

        var to = new LineBuilder(_buffer);
        var now = _clock.Now;
        Span<byte> text = stackalloc byte[_options.Size];
        text = text[..^1];
        for (uint i = 0; i < messages; i++)
        {
            if (_options.Dialect == Dialect.Typed)
            {
                // say NUMBER ROOM TEXT; numbers begin with 1, and the one before is the opening mark's
                to.Add("say "u8);
                to.Add(_sent + 2L);
                to.Add(_sayRoom);
            }

            new Payload(_sender, _sent, now).Write(text);
            to.Add(text);
            to.Add((byte)'\n');
            Volatile.Write(ref _sent, _sent + 1);
        }

        return to.Length;
    }
}
