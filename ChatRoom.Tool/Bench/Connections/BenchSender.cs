using System.Text;
using ChatRoom.Bench.Measuring;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Bench.Connections;

/// <summary>
/// One sender: keeps up to a window of messages on their way, each with its number and time. Touched only by
/// the run's thread.
/// </summary>
internal sealed class BenchSender(
    BenchOptions options, BenchClock clock, BenchConnection connection, Deliveries deliveries, int sender)
{
    private readonly byte[] _sayRoom = Encoding.ASCII.GetBytes($" {options.Server.Room} ");
    private byte[] _buffer = [];

    public uint Sent { get; private set; }

    public bool HasSentAll => Sent >= options.MaxMessages;

    /// <summary>Every reader has everything.</summary>
    public bool IsDelivered => Sent == deliveries.CompleteOf(sender);

    /// <summary>Sends so many messages, as far as the window and the socket have room; returns how many.</summary>
    public uint Send(int most)
    {
        if (connection.IsSending)
        {
            return 0;
        }

        var underWay = (int)(Sent - deliveries.CompleteOf(sender));
        var room = (uint)Math.Min(most, Math.Max(options.Window - underWay, 0));
        room = Math.Min(room, options.MaxMessages - Sent);
        if (room > 0)
        {
            connection.Send(Write(room));
        }

        return room;
    }

    /// <summary>Writes so many messages into the buffer.</summary>
    private ReadOnlySpan<byte> Write(uint messages)
    {
        var perMessage = options.Size + _sayRoom.Length + 16;
        if (_buffer.Length < messages * perMessage)
        {
            _buffer = new byte[messages * perMessage];
        }

        var to = new LineBuilder(_buffer);
        var now = clock.Now;
        Span<byte> text = stackalloc byte[options.Size];
        text = text[..^1];
        for (uint i = 0; i < messages; i++)
        {
            if (options.Dialect == Dialect.Typed)
            {
                // say NUMBER ROOM TEXT; numbers begin with 1, and the one before is the opening mark's
                to.Add("say "u8);
                to.Add(Sent + 2L);
                to.Add(_sayRoom);
            }

            new Payload(sender, Sent, now).Write(text);
            to.Add(text);
            to.Add((byte)'\n');
            Sent++;
        }

        return _buffer.AsSpan(0, to.Length);
    }
}
