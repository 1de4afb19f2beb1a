using System.Runtime.CompilerServices;

namespace ChatRoom.Client.Benchmark;

/// <summary>
/// A share of the readers, counted together: which messages all of them have, and how long each took.
/// <see cref="Gate"/> guards everything but <see cref="DeliveredTo"/>, and is taken once for each receive.
/// </summary>
internal sealed class Lane
{
    private readonly int _readers;
    private readonly int _ringMask;
    private readonly int _ringBits;
    private readonly int[] _counts;
    private readonly uint[] _complete;
    private readonly bool[] _isProgressed;
    private readonly int[] _progressed;
    private int _progressedCount;

    public Lane(int readers, int senders, int window)
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

    public Lock Gate { get; } = new();

    public LatencyHistogram Latency { get; } = new();

    /// <summary>When the last message came.</summary>
    public long LastDelivery { get; private set; }

    /// <summary>Marks that readers have heard.</summary>
    public int Marks { get; set; }

    /// <summary>How many of a sender's messages every reader of this lane has. For any thread.</summary>
    public uint DeliveredTo(int sender) => Volatile.Read(ref _complete[sender]);

    /// <summary>One reader has a message, <paramref name="dealtWith"/> further on than before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Deliver(in Payload message, uint dealtWith, long now)
    {
        Latency.Add(now - message.Time);
        LastDelivery = now;
        for (var number = message.Number + 1 - dealtWith; number <= message.Number; number++)
        {
            ref var count = ref _counts[(message.Sender << _ringBits) + (int)(number & (uint)_ringMask)];
            if (++count == _readers)
            {
                count = 0;
                Complete(message.Sender);
            }
        }
    }

    /// <summary>Lets every sender go on whose messages have arrived since the last time.</summary>
    public void WakeSenders(BenchSender[] senders)
    {
        for (var i = 0; i < _progressedCount; i++)
        {
            _isProgressed[_progressed[i]] = false;
            senders[_progressed[i]].GoOn();
        }

        _progressedCount = 0;
    }

    private void Complete(int sender)
    {
        Volatile.Write(ref _complete[sender], _complete[sender] + 1);
        if (!_isProgressed[sender])
        {
            _isProgressed[sender] = true;
            _progressed[_progressedCount++] = sender;
        }
    }
}
