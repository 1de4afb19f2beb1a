using System.Runtime.CompilerServices;

namespace ChatRoom.Bench.Measuring;

/// <summary>
/// The deliveries to all readers together: which messages every reader has received, and how long each took. Only the
/// run's thread uses it.
/// </summary>
internal sealed class Deliveries
{
    private readonly int _readers;
    private readonly int _ringMask;
    private readonly int _ringBits;
    private readonly int[] _counts;
    private readonly uint[] _complete;
    private readonly bool[] _isProgressed;
    private readonly int[] _progressed;
    private int _progressedCount;

    public Deliveries(int readers, int senders, int window)
    {
        _readers = readers;
        _ringBits = 0;
        while (1 << _ringBits <= window)
        {
            _ringBits++;
        }

        _ringMask = (1 << _ringBits) - 1;
        _counts = new int[senders << _ringBits];
        _complete = new uint[senders];
        _isProgressed = new bool[senders];
        _progressed = new int[senders];
    }

    public LatencyHistogram Latency { get; } = new();

    /// <summary>The time of the last delivery.</summary>
    public long Last { get; private set; }

    /// <summary>The marks that all readers have received, counted together.</summary>
    public int Marks { get; set; }

    /// <summary>How many of a sender's messages every reader has received.</summary>
    public uint CompleteOf(int sender) => _complete[sender];

    /// <summary>A reader has received a message, and has advanced by <paramref name="advance"/> messages.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in Payload message, uint advance, long now)
    {
        Latency.Add(now - message.Time);
        Last = now;
        if (advance == 1)
        {
            Count(message.Sender, message.Number);
        }
        else
        {
            CountSkipped(message, advance);
        }
    }

    /// <summary>The senders of messages that every reader has received since the last call.</summary>
    public ReadOnlySpan<int> TakeProgressed()
    {
        var progressed = _progressed.AsSpan(0, _progressedCount);
        foreach (var sender in progressed)
        {
            _isProgressed[sender] = false;
        }

        _progressedCount = 0;
        return progressed;
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
            Complete(sender);
        }
    }

    private void Complete(int sender)
    {
        _complete[sender]++;
        if (!_isProgressed[sender])
        {
            _isProgressed[sender] = true;
            _progressed[_progressedCount++] = sender;
        }
    }
}
