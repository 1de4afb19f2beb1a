using System.Buffers.Text;
using System.Runtime.CompilerServices;
using ChatRoom.Bench.Measuring;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;

namespace ChatRoom.Bench.Connections;

/// <summary>
/// Reads the lines that one member receives: finds this run's messages, and has each checked and counted. Ignores the lines
/// of others. Only the run's thread uses it.
/// </summary>
internal sealed class BenchReader(BenchOptions options, MemberNames names, BenchRoom room, Deliveries deliveries)
{
    private readonly SenderHeads _heads = room.Heads;
    private readonly SentMessages _sent = room.Sent;
    private readonly RoomDeliveries _deliveries = room.Deliveries;
    private readonly int _textBytes = options.Size - 1;
    private readonly bool _isTyped = options.IsTyped;

    /// <summary>The expected length of the next line: that of the last message with a new length.</summary>
    private int _lineBytes;

    /// <summary>A text that shows its receivers that everything before it was delivered.</summary>
    public static ReadOnlySpan<byte> Mark => "|mark"u8;

    public SequenceCheck Check { get; } = room.AddCheck();

    /// <summary>The text of a server's ping that was not answered yet; null: none.</summary>
    public byte[]? Ping { get; set; }

    /// <summary>Handles all complete lines; returns their bytes. Not inlined, so that the compiler optimizes it on its own.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Accept(ReadOnlySpan<byte> bytes, long now)
    {
        var rest = bytes;
        while (!rest.IsEmpty)
        {
            // Most lines are as long as the one before: searching for the end would cost as much as everything else.
            var end = _lineBytes;
            if (end >= rest.Length || rest[end] != '\n' || !TryDeliver(rest[..end], now))
            {
                end = rest.IndexOf((byte)'\n');
                if (end < 0)
                {
                    break;
                }

                AcceptLine(rest[..end], now);
            }

            rest = rest[(end + 1)..];
        }

        return bytes.Length - rest.Length;
    }

    private void AcceptLine(ReadOnlySpan<byte> line, long now)
    {
        if (TryDeliver(line, now))
        {
            _lineBytes = line.Length;
        }
        else
        {
            AcceptOther(line);
        }
    }

    /// <summary>Counts a message; false, without an effect, if this is not one complete message of this run.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryDeliver(ReadOnlySpan<byte> line, long now)
    {
        if (!_sent.TryFind(line, out var message) && !TryRead(line, out message))
        {
            return false;
        }

        _deliveries.Add(message, Check.Accept(message.Sender, message.Number), now);
        return true;
    }

    private bool TryRead(ReadOnlySpan<byte> line, out Payload message)
    {
        message = default;
        var headBytes = line.Length - _textBytes;
        return headBytes > 0
            && Payload.TryRead(line[headBytes..], out message)
            && message.Sender < _heads.Count
            && _heads.IsHeadOf(message.Sender, line[..headBytes])
            && message.Number < _sent.CountOf(message.Sender);
    }

    private void AcceptOther(ReadOnlySpan<byte> line)
    {
        if (_isTyped)
        {
            AcceptTyped(line);
        }
        else if (line.StartsWith(GapHead))
        {
            Check.AcceptGap(Utf8Parser.TryParse(line[GapHead.Length..], out long count, out _) ? count : 1);
        }
        else if (line.IndexOf(": "u8) is var colon and >= 0 && names.IsOurs(line[..colon]))
        {
            AcceptOurs(line[..colon], line[(colon + 2)..]);
        }
    }

    private void AcceptTyped(ReadOnlySpan<byte> bytes)
    {
        // If thousands join, most lines are these.
        if (bytes.StartsWith("join "u8) || ServerLineParser.TryParse(bytes, out var line) != ParseResult.Ok)
        {
            return;
        }

        switch (line.Kind)
        {
            case ServerLineKind.Message when names.IsOurs(line.Name):
                AcceptOurs(line.Name, line.Text);
                break;
            case ServerLineKind.Gap:
                Check.AcceptGap(line.Number);
                break;
            case ServerLineKind.Ping:
                Ping = line.Text.ToArray();
                break;
            default:
                break;
        }
    }

    /// <summary>Accepts a line of this run that is no message: the room's mark, or an error, such as a line of another room.</summary>
    private void AcceptOurs(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual(Mark) && name.SequenceEqual(room.MarkerName))
        {
            deliveries.Marks++;
        }
        else
        {
            Check.AcceptCorrupt();
        }
    }

    private static ReadOnlySpan<byte> GapHead => "# Missing here, as the server no longer has them: "u8;
}
