using ChatRoom.Server.Connections.Loops;

namespace ChatRoom.Server.Fanout.Sending;

/// <summary>
/// Sends pending lines to all connections, in rounds on the loop's thread, so that sending waits for no lock. A round
/// begins after a change, and covers all changes until then. Loop thread only, except for the public members: any thread.
/// </summary>
internal sealed class Pump
{
    /// <summary>Outbounds that are checked together; one bit each.</summary>
    private const int BlockSize = 32;

    private readonly Action _beforeRound;
    private readonly Action<Exception> _fault;
    private readonly EventLoop _loop;
    private readonly Lock _lock = new();
    private readonly List<Outbound> _added = [];
    private readonly List<Outbound> _outbounds = [];

    private readonly Action _wake;
    private readonly TrafficCounters _trafficCounters = new();

    /// <param name="portable">Uses only functions that every system has.</param>
    /// <param name="beforeRound">Commits what a round sends. Loop thread.</param>
    /// <param name="fault">Is given a bug that ended the sending of one connection. Loop thread.</param>
    public Pump(bool portable, Action beforeRound, Action<Exception> fault)
    {
        _beforeRound = beforeRound;
        _fault = fault;
        _loop = EventLoop.Start(Round, portable);
        _wake = _loop.Wake;
    }

    /// <summary>The loop whose thread sends, and may receive.</summary>
    public EventLoop Loop => _loop;

    /// <summary>Counts what this pump sent.</summary>
    public TrafficCounters TrafficCounters => _trafficCounters;

    public void Add(Outbound outbound)
    {
        lock (_lock)
        {
            _added.Add(outbound);
        }

        Wake();
    }

    /// <summary>Asks for a round, because there may be something to send. One delegate that all connections share.</summary>
    public Action Wake => _wake;

    /// <summary>Ends the rounds; every outbound must be finished.</summary>
    public async Task StopAsync()
    {
        await _loop.StopAsync();
        _loop.Dispose();
    }

    private void Round()
    {
        TryPrepare();
        TakeAdded();
        for (var end = _outbounds.Count; end > 0; end -= BlockSize)
        {
            PushBlock(Math.Max(end - BlockSize, 0), end);
        }
    }

    /// <summary>Checks a whole block before it sends: thousands of outbounds are in no cache, and this lets the processor fetch several at once.</summary>
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

    private void TryPrepare()
    {
        try
        {
            _beforeRound();
        }
        catch (Exception bug)
        {
            _fault(bug);
        }
    }

    private void TakeAdded()
    {
        lock (_lock)
        {
            _outbounds.AddRange(_added);
            _added.Clear();
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
            // A bug of one connection must not end the sending to all others.
            outbound.Fail();
            _fault(bug);
            return false;
        }
    }
}
