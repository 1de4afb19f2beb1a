using System.Runtime.CompilerServices;

namespace ChatRoom.Bench.Measuring;

/// <summary>
/// The last messages of each sender of a room, as a reader must receive them. Comparing a line with these is faster than reading it.
/// Only the run's thread uses it.
/// </summary>
internal sealed class SentMessages
{
    /// <summary>With many senders of large messages, fewer are kept than are on their way. Readers read the others.</summary>
    private const long MaxBytes = 64 << 20;

    private readonly SenderHeads _heads;
    private readonly int _headBytes;

    /// <summary>The bytes at the end of a line that are the same at every reader: the head with the sender's name, and the text.</summary>
    private readonly int _lineBytes;
    private readonly int _ringBits;
    private readonly uint _ringMask;
    private readonly byte[] _lines;
    private readonly long[] _times;
    private readonly uint[] _counts;

    public SentMessages(BenchOptions options, SenderHeads heads)
    {
        _heads = heads;
        _headBytes = heads.Bytes;
        _lineBytes = _headBytes + options.Size - 1;
        _counts = new uint[heads.Count];
        while (1 << _ringBits <= options.Window && (2L * _counts.Length << _ringBits) * _lineBytes <= MaxBytes / options.Rooms)
        {
            _ringBits++;
        }

        _ringMask = (1u << _ringBits) - 1;
        _times = new long[_counts.Length << _ringBits];
        _lines = new byte[_times.Length * _lineBytes];
    }

    /// <summary>How many messages each sender has sent.</summary>
    public ReadOnlySpan<uint> Counts => _counts;

    /// <summary>How many messages a sender has sent.</summary>
    public uint CountOf(int sender) => _counts[sender];

    /// <summary>Adds a sender's next message; returns its text, which is valid until the next call.</summary>
    public ReadOnlySpan<byte> Add(int sender, long now)
    {
        var message = new Payload(sender, _counts[sender]++, now);
        var slot = SlotOf(sender, message.Number);
        var line = LineIn(slot);
        _heads[sender].CopyTo(line);
        message.Write(line[_headBytes..]);
        _times[slot] = now;
        return line[_headBytes..];
    }

    /// <summary>Finds the message that this line is; false if the line differs, or the message is not kept any longer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(ReadOnlySpan<byte> line, out Payload message)
    {
        message = default;
        var beginning = line.Length - _lineBytes;
        if (beginning < 0)
        {
            return false;
        }

        // Any other byte may be here instead of a digit: the comparison notices it.
        var end = line[beginning..];
        Payload.ReadPlace(end[_headBytes..], out var sender, out var number);
        var counts = _counts;
        if (sender >= (uint)counts.Length || number >= counts[sender])
        {
            return false;
        }

        var slot = SlotOf((int)sender, number);
        message = new Payload((int)sender, number, _times[slot]);
        return end.SequenceEqual(LineIn(slot)) && _heads.IsBeginning(line[..beginning]);
    }

    private int SlotOf(int sender, uint number) => (sender << _ringBits) + (int)(number & _ringMask);

    private Span<byte> LineIn(int slot) => _lines.AsSpan(slot * _lineBytes, _lineBytes);
}
