using System.Text;
using ChatRoom.Bench.Measuring;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Bench.Connections;

/// <summary>
/// One sender: keeps up to a window of messages on their way, each with its number and time. Only the run's thread uses it.
/// </summary>
/// <param name="sender">Its number in its room.</param>
internal sealed class BenchSender(BenchOptions options, BenchClock clock, BenchConnection connection, BenchRoom room, int sender)
{
    private readonly byte[] _sayRoom = Encoding.ASCII.GetBytes($" {room.Name} ");
    private byte[] _buffer = [];

    public uint Sent => room.Sent.CountOf(sender);

    public bool HasSentAll => Sent >= options.MaxMessages;

    /// <summary>Every reader has received every message.</summary>
    public bool IsDelivered => Sent == room.Deliveries.CompleteOf(sender);

    /// <summary>Sends up to this many messages, if the window and the socket allow; returns how many.</summary>
    public uint Send(int most)
    {
        if (connection.IsSending)
        {
            return 0;
        }

        var onTheirWay = (int)(Sent - room.Deliveries.CompleteOf(sender));
        var count = (uint)Math.Min(most, Math.Max(options.Window - onTheirWay, 0));
        count = Math.Min(count, options.MaxMessages - Sent);
        if (count > 0)
        {
            connection.Send(Write(count));
        }

        return count;
    }

    /// <summary>Writes this many messages into the buffer.</summary>
    private ReadOnlySpan<byte> Write(uint messages)
    {
        var perMessage = options.Size + _sayRoom.Length + 16;
        if (_buffer.Length < messages * perMessage)
        {
            _buffer = new byte[messages * perMessage];
        }

        var to = new LineBuilder(_buffer);
        var now = clock.Now;
        for (uint i = 0; i < messages; i++)
        {
            if (options.IsTyped)
            {
                // say NUMBER ROOM TEXT; the first mark has number 1.
                to.Add("say "u8);
                to.Add(Sent + 2L);
                to.Add(_sayRoom);
            }

            to.Add(room.Sent.Add(sender, now));
            to.Add((byte)'\n');
        }

        return _buffer.AsSpan(0, to.Length);
    }
}
