using ChatRoom.Server.Connections.Loops;

namespace ChatRoom.Server.Fanout.Sending;

/// <summary>
/// Sends what is pending to every connection that is behind, in rounds, on the loop's thread alone, so that
/// nobody's sending waits for a lock. A round begins when something changed, and takes in all that changed.
/// </summary>
internal sealed class Pump
{
    /// <summary>Outbounds that are looked at together; a bit each.</summary>
    private const int BlockSize = 32;

    private readonly Action<Exception> _fault;
    private readonly EventLoop _loop;
    private readonly Lock _gate = new();
    private readonly List<Outbound> _arrivals = [];
    private readonly List<Outbound> _outbounds = [];

    private readonly Action _wake;
    private readonly TrafficCounters _trafficCounters = new();

    /// <param name="portable">Uses only what every system has.</param>
    /// <param name="fault">Told of a bug that ended one connection's sending.</param>
    public Pump(bool portable, Action<Exception> fault)
    {
        _fault = fault;
        _loop = EventLoop.Start(Round, portable);
        _wake = _loop.Wake;
    }

    /// <summary>The loop whose thread sends, and may receive.</summary>
    public EventLoop Loop => _loop;

    /// <summary>What it sent.</summary>
    public TrafficCounters TrafficCounters => _trafficCounters;

    public void Add(Outbound outbound)
    {
        lock (_gate)
        {
            _arrivals.Add(outbound);
        }

        Wake();
    }

    /// <summary>Says that there may be something to send. The same delegate for all who hold it.</summary>
    public Action Wake => _wake;

    /// <summary>Ends the rounds; every outbound must be finished.</summary>
    public async Task StopAsync()
    {
        await _loop.StopAsync();
        _loop.Dispose();
    }

    private void Round()
    {
        TakeArrivals();
        for (var end = _outbounds.Count; end > 0; end -= BlockSize)
        {
            PushBlock(Math.Max(end - BlockSize, 0), end);
        }
    }

    /// <summary>Looks at all of a block before it sends to any: thousands of outbounds lie in no cache, and so the processor fetches several at once.</summary>
    private void PushBlock(int start, int end)
    {
        uint haveWork = 0;
        for (var i = start; i < end; i++)
        {
            haveWork |= (_outbounds[i].HasWork ? 1u : 0) << (i - start);
        }

        for (var i = end - 1; i >= start; i--)
        {
            if ((haveWork & (1u << (i - start))) != 0 && !TryPush(_outbounds[i]))
            {
                _outbounds[i] = _outbounds[^1];
                _outbounds.RemoveAt(_outbounds.Count - 1);
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
            return outbound.Push(_trafficCounters);
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
