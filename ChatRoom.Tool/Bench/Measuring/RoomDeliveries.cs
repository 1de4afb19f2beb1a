using System.Runtime.CompilerServices;

namespace ChatRoom.Bench.Measuring;

/// <summary>
/// The deliveries to the readers of one room: which messages every reader has received. Only the run's thread uses it.
/// </summary>
internal sealed class RoomDeliveries
{
    private readonly Deliveries _all;
    private readonly LatencyHistogram _latency;
    private readonly int _readers;
    private readonly int _firstSender;
    private readonly int _ringMask;
    private readonly int _ringBits;
    private readonly int[] _counts;
    private readonly uint[] _complete;

    public RoomDeliveries(Deliveries all, int readers, int firstSender, int senders, int window)
    {
        _all = all;
        _latency = all.Latency;
        _readers = readers;
        _firstSender = firstSender;
        while (1 << _ringBits <= window)
        {
            _ringBits++;
        }

        _ringMask = (1 << _ringBits) - 1;
        _counts = new int[senders << _ringBits];
        _complete = new uint[senders];
    }

    /// <summary>How many of a sender's messages every reader has received.</summary>
    public uint CompleteOf(int sender) => _complete[sender];

    /// <summary>A reader has received a message, and has advanced by <paramref name="advance"/> messages.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in Payload message, uint advance, long now)
    {
        _latency.Add(now - message.Time);
        _all.Last = now;
        if (advance == 1)
        {
            Count(message.Sender, message.Number);
        }
        else
        {
            CountSkipped(message, advance);
        }
    }

    private void CountSkipped(in Payload message, uint advance)
    {
        for (var number = message.Number + 1 - advance; number <= message.Number; number++)
        {
            Count(message.Sender, number);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Count(int sender, uint number)
    {
        ref var count = ref _counts[(sender << _ringBits) + (int)(number & (uint)_ringMask)];
        if (++count == _readers)
        {
            count = 0;
            _complete[sender]++;
            _all.Progress(_firstSender + sender);
        }
    }
}
