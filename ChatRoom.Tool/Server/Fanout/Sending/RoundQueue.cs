namespace ChatRoom.Server.Fanout.Sending;

/// <summary>The connections that have something to do in the next round, each once. Loop thread only.</summary>
/// <param name="requestRound">Asks the loop for a round.</param>
internal sealed class RoundQueue(Action requestRound)
{
    private List<Outbound> _next = [];
    private List<Outbound> _taken = [];
    private List<LogReaders> _nextReaders = [];
    private List<LogReaders> _takenReaders = [];
    private bool _isRequested;

    /// <summary>Counts what the rounds send.</summary>
    public TrafficCounters TrafficCounters { get; } = new();

    public void Add(Outbound outbound)
    {
        _next.Add(outbound);
        RequestRound();
    }

    /// <summary>The readers in step are sent what was published.</summary>
    public void Add(LogReaders readers)
    {
        _nextReaders.Add(readers);
        RequestRound();
    }

    /// <summary>A round begins: connections that are added until <see cref="Take"/> belong to it.</summary>
    public void BeginRound() => _isRequested = true;

    /// <summary>Takes the rooms with readers in step, of which those that cannot be sent everything are added to the connections of this round.</summary>
    public List<LogReaders> TakeReaders()
    {
        (_takenReaders, _nextReaders) = (_nextReaders, _takenReaders);
        return _takenReaders;
    }

    /// <summary>Takes the connections of this round; those that are added from now on belong to the next.</summary>
    public List<Outbound> Take()
    {
        _isRequested = false;
        (_taken, _next) = (_next, _taken);
        return _taken;
    }

    private void RequestRound()
    {
        if (!_isRequested)
        {
            _isRequested = true;
            requestRound();
        }
    }
}
