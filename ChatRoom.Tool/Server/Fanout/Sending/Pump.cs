using System.Runtime.InteropServices;
using ChatRoom.Server.Connections.Loops;

namespace ChatRoom.Server.Fanout.Sending;

/// <summary>
/// Sends pending lines in rounds on the loop's thread, so that sending waits for no lock. A round visits only the
/// connections that were queued for it, because one of their rooms or mailboxes has something new. Loop thread only, except
/// for <see cref="Wake"/>, the counters and the end: any thread.
/// </summary>
internal sealed class Pump
{
    /// <summary>Outbounds that are checked together; one bit each.</summary>
    private const int BlockSize = 32;

    private readonly Action _beforeRound;
    private readonly Action<Exception> _fault;
    private readonly EventLoop _loop;
    private readonly SendingThreads _sendingThreads;
    private readonly SpareCores _spareCores;
    private readonly StepSender _stepSender;

    /// <param name="portable">Uses only functions that every system has.</param>
    /// <param name="threads">The most threads that send.</param>
    /// <param name="beforeRound">Commits what a round sends. Loop thread.</param>
    /// <param name="fault">Is given a bug that ended the sending of one connection. Loop thread.</param>
    public Pump(bool portable, int threads, Action beforeRound, Action<Exception> fault)
    {
        _beforeRound = beforeRound;
        _fault = fault;
        _loop = EventLoop.Start(Round, portable);
        _sendingThreads = new SendingThreads(_loop.WatchesSockets ? threads - 1 : 0, TimeProvider.System);
        _spareCores = new SpareCores(TimeProvider.System, () => _sendingThreads.Used);
        _stepSender = new StepSender(_sendingThreads, _spareCores.Count);
        Queue = new RoundQueue(_loop.Wake);
    }

    /// <summary>The loop whose thread sends, and may receive.</summary>
    public EventLoop Loop => _loop;

    /// <summary>The connections of the next round.</summary>
    public RoundQueue Queue { get; }

    /// <summary>Asks for a round, which commits what was said.</summary>
    public void Wake() => _loop.Wake();

    /// <summary>Ends the rounds; every outbound must be finished.</summary>
    public async Task StopAsync()
    {
        await _loop.StopAsync();
        await _sendingThreads.StopAsync();
        _spareCores.Dispose();
        _loop.Dispose();
    }

    private void Round()
    {
        Queue.BeginRound();
        Try(_beforeRound);

        // First those with lines for them alone: newcomers and senders, which say more when they have been answered.
        var answered = PushQueued();
        Try(SendToReadersInStep);
        foreach (var outbound in answered)
        {
            outbound.TryStepIn();
        }

        answered.Clear();
        PushQueued().Clear();
    }

    /// <summary>Lets the queued connections send; returns them.</summary>
    private List<Outbound> PushQueued()
    {
        var outbounds = Queue.Take();
        for (var start = 0; start < outbounds.Count; start += BlockSize)
        {
            PushBlock(CollectionsMarshal.AsSpan(outbounds).Slice(start, Math.Min(BlockSize, outbounds.Count - start)));
        }

        return outbounds;
    }

    /// <summary>Checks a whole block before it sends: thousands of outbounds are in no cache, and this lets the processor fetch several at once.</summary>
    private void PushBlock(ReadOnlySpan<Outbound> outbounds)
    {
        uint haveWork = 0;
        for (var i = 0; i < outbounds.Length; i++)
        {
            haveWork |= (outbounds[i].TakeTurn() ? 1u : 0) << i;
        }

        for (var i = 0; i < outbounds.Length; i++)
        {
            if ((haveWork & (1u << i)) != 0)
            {
                Push(outbounds[i]);
            }
        }
    }

    private void SendToReadersInStep()
    {
        var readers = Queue.TakeReaders();
        foreach (var each in readers)
        {
            _stepSender.Send(each, Queue.TrafficCounters);
        }

        readers.Clear();
    }

    private void Try(Action part)
    {
        try
        {
            part();
        }
        catch (Exception bug)
        {
            _fault(bug);
        }
    }

    private void Push(Outbound outbound)
    {
        try
        {
            outbound.Push();
        }
        catch (Exception bug)
        {
            // A bug of one connection must not end the sending to all others.
            outbound.Fail();
            _fault(bug);
        }
    }
}
