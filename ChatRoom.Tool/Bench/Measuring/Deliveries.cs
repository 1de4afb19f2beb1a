namespace ChatRoom.Bench.Measuring;

/// <summary>The deliveries to all readers of all rooms together, and how long each took. Only the run's thread uses it.</summary>
internal sealed class Deliveries(int senders)
{
    private readonly bool[] _isProgressed = new bool[senders];
    private readonly int[] _progressed = new int[senders];
    private int _progressedCount;

    public LatencyHistogram Latency { get; } = new();

    /// <summary>The time of the last delivery.</summary>
    public long Last { get; set; }

    /// <summary>The marks that all readers have received, counted together.</summary>
    public int Marks { get; set; }

    /// <summary>Every reader has received a further message of this sender.</summary>
    public void Progress(int sender)
    {
        if (!_isProgressed[sender])
        {
            _isProgressed[sender] = true;
            _progressed[_progressedCount++] = sender;
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
}
