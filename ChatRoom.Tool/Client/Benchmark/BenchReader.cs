using System.Buffers.Text;
using System.Runtime.CompilerServices;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;

namespace ChatRoom.Client.Benchmark;

/// <summary>
/// What one member hears: finds this run's messages among the lines, and has each checked and counted.
/// Other people's lines are passed over. Guarded by its lane's lock.
/// </summary>
internal sealed class BenchReader(BenchOptions options, RunNames names, BenchSender?[] senders, Lane lane)
{
    private readonly int _textBytes = options.Size - 1;
    private readonly bool _isTyped = options.Dialect == Dialect.Typed;

    /// <summary>What a member says when everybody is to hear that all before it has come.</summary>
    public static ReadOnlySpan<byte> Mark => "|mark"u8;

    public SequenceCheck Check { get; } = new(options.SenderCount);

    /// <summary>What the server wants to have back, if it asked; whoever answers takes it away.</summary>
    public byte[]? Ping { get; set; }

    /// <summary>
    /// Takes in all whole lines; returns the bytes that they take. What is done for each delivery is inlined
    /// here, and compiled at its best from the first on: slow beginnings would be measured as the server's.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Accept(ReadOnlySpan<byte> bytes, long now)
    {
        var rest = bytes;
        while (rest.IndexOf((byte)'\n') is var end and >= 0)
        {
            var line = rest[..end];
            rest = rest[(end + 1)..];
            if (!TryDeliver(line, now))
            {
                AcceptOther(line);
            }
        }

        return bytes.Length - rest.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryDeliver(ReadOnlySpan<byte> line, long now)
    {
        var headBytes = line.Length - _textBytes;
        if (headBytes <= 0
            || !Payload.TryRead(line[headBytes..], out var message)
            || message.Sender >= senders.Length
            || !names.IsHeadOf(message.Sender, line[..headBytes])
            || senders[message.Sender] is not { } sender
            || message.Number >= sender.Sent)
        {
            return false;
        }

        lane.Deliver(message, Check.Accept(message.Sender, message.Number), now);
        return true;
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
            AcceptOurs(line[(colon + 2)..]);
        }
    }

    private void AcceptTyped(ReadOnlySpan<byte> bytes)
    {
        // Where thousands join, this is most of what everybody hears.
        if (bytes.StartsWith("join "u8) || ServerLineParser.TryParse(bytes, out var line) != ParseResult.Ok)
        {
            return;
        }

        switch (line.Kind)
        {
            case ServerLineKind.Message when names.IsOurs(line.Name):
                AcceptOurs(line.Text);
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

    private void AcceptOurs(ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual(Mark))
        {
            lane.Marks++;
        }
        else
        {
            Check.AcceptCorrupt();
        }
    }

    private static ReadOnlySpan<byte> GapHead => "# Missed here because they were not read in time: "u8;
}
