namespace ChatRoom.Server.Connections;

/// <summary>
/// Sends what is pending to every connection that is behind, in rounds: one thread, so that nobody's
/// sending waits for a lock. A round begins when something changed, and takes in all that changed.
/// </summary>
internal sealed class Pump : IDisposable
{
    private readonly Action<Exception> _fault;
    private readonly AutoResetEvent _changed = new(false);
    private readonly Lock _gate = new();
    private readonly List<Outbound> _arrivals = [];
    private readonly List<Outbound> _outbounds = [];
    private readonly Task _rounds;
    private int _signaled;
    private volatile bool _stopping;

    /// <param name="fault">Told of a bug that ended one connection's sending.</param>
    public Pump(Action<Exception> fault)
    {
        _fault = fault;
        _rounds = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public void Add(Outbound outbound)
    {
        lock (_gate)
        {
            _arrivals.Add(outbound);
        }

        Wake();
    }

    /// <summary>Says that there may be something to send. Cheap where the pump knows already.</summary>
    public void Wake()
    {
        // A full fence, so that what was appended before is seen by the round that this call relies on.
        if (Interlocked.Exchange(ref _signaled, 1) == 0)
        {
            _changed.Set();
        }
    }

    /// <summary>Ends the rounds; every outbound must be finished.</summary>
    public async Task StopAsync()
    {
        _stopping = true;
        Wake();
        await _rounds;
    }

    public void Dispose() => _changed.Dispose();

    private void Run()
    {
        while (!_stopping)
        {
            _changed.WaitOne();
            Interlocked.Exchange(ref _signaled, 0);
            TakeArrivals();
            for (var i = _outbounds.Count - 1; i >= 0; i--)
            {
                if (!TryPush(_outbounds[i]))
                {
                    _outbounds[i] = _outbounds[^1];
                    _outbounds.RemoveAt(_outbounds.Count - 1);
                }
            }
        }
    }

    private void TakeArrivals()
    {
        lock (_gate)
        {
            _outbounds.AddRange(_arrivals);
            _arrivals.Clear();
        }
    }

    private bool TryPush(Outbound outbound)
    {
        try
        {
            return outbound.Push();
        }
        catch (Exception bug)
        {
            // One connection's bug must not end the sending to all others.
            outbound.Fail();
            _fault(bug);
            return false;
        }
    }
}
