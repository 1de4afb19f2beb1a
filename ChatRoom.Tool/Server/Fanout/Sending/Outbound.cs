using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Fanout.Sending;

/// <summary>
/// The sending half of a connection. It holds no queue of messages: its feed knows what comes next, and
/// the pump alone calls <see cref="Push"/>. While the peer takes nothing the outbound waits for it in a
/// task of its own, and the pump passes it by.
/// </summary>
internal abstract class Outbound(Transport transport, Feed feed, Action wake, ServerOptions options)
{
    private static readonly TaskCompletionSource AlreadyFinished = Completed();

    // Only a connection that waits or ends needs these two.
    private CancellationTokenSource? _waiting;
    private TaskCompletionSource? _finished;

    private Task<bool> _wait = Task.FromResult(true);
    private volatile bool _isStopped;

    /// <summary>True once the peer took nothing at all for as long as it may; it is lost then.</summary>
    public bool IsStalled { get; private set; }

    /// <summary>It waits for the peer, or for the disk, to go on. Any thread may ask.</summary>
    public bool IsWaiting => !_wait.IsCompleted;

    protected Transport Transport { get; } = transport;

    protected ServerOptions Options { get; } = options;

    protected Feed Feed { get; } = feed;

    /// <summary>Completes when everything up to the feed's end was handed to the kernel, or when the peer is lost.</summary>
    public Task Finished
    {
        get
        {
            var finished = Volatile.Read(ref _finished);
            if (finished is null)
            {
                var awaited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                finished = Interlocked.CompareExchange(ref _finished, awaited, null) ?? awaited;
            }

            return finished.Task;
        }
    }

    /// <summary>Whether <see cref="Push"/> would do anything. Touches all that sending will touch.</summary>
    public bool HasWork =>
        _wait.IsCompleted && (Transport.IsClosed || Feed.HasMore || _isStopped || HoldsBack || !(_wait.IsCompletedSuccessfully && _wait.Result));

    /// <summary>True while something that was taken off the feed is not yet sent.</summary>
    protected virtual bool HoldsBack => false;

    /// <summary>Sends what there is, as far as the peer takes it; false once there will never be more.</summary>
    /// <param name="trafficCounters">Counts it.</param>
    public bool Push(TrafficCounters trafficCounters)
    {
        if (!_wait.IsCompleted)
        {
            return true;
        }

        var alive = _wait.GetAwaiter().GetResult() && !_isStopped && TrySendPending(trafficCounters);
        if (alive && _wait.IsCompleted && !HoldsBack && Feed.TryMove())
        {
            GoOnLater();
            return true;
        }

        if (!_wait.IsCompleted || (alive && (HoldsBack || !Feed.IsAtEnd)))
        {
            return true;
        }

        if (!alive)
        {
            // What the peer would still get ends in the middle: no end of input may follow as if that were all.
            Transport.Reset();
        }

        Finish();
        return false;
    }

    /// <summary>Gives up what is not sent, and waits until nothing of this outbound runs any more.</summary>
    public Task StopAsync()
    {
        // A full fence follows: whoever begins to wait after that look sees that it is stopped.
        _isStopped = true;
        StopWaiting();
        wake();
        return Finished;
    }

    /// <summary>Ends this outbound because of a bug that its <see cref="Push"/> met.</summary>
    public void Fail()
    {
        Transport.Dispose();
        Finish();
    }

    /// <summary>Sends until the feed is empty, or until it must wait; false where the peer is lost.</summary>
    protected abstract bool TrySendPending(TrafficCounters trafficCounters);

    /// <summary>Asks for another round, so that the others get their turn before this one goes on.</summary>
    protected void GoOnLater() => wake();

    /// <summary>Sends all of it beside the pump's rounds; a peer that takes nothing for too long is lost by it.</summary>
    protected void SendInItsTime(ReadOnlyMemory<byte> bytes) =>
        WaitFor(cancel => Transport.SendAsync(bytes, cancel), Options.StallTimeout);

    /// <summary>
    /// Takes this outbound out of the pump's rounds until the work is done; its result is whether the peer is
    /// still there. Work that takes longer than <paramref name="limit"/> has stalled.
    /// </summary>
    protected void WaitFor(Func<CancellationToken, ValueTask<bool>> work, TimeSpan limit)
    {
        var waiting = new CancellationTokenSource(limit, Options.Time);

        // Taken now: whoever stops the waiting disposes of its source.
        var cancel = waiting.Token;
        Interlocked.Exchange(ref _waiting, waiting);
        if (_isStopped)
        {
            StopWaiting();
        }

        _wait = WaitAsync(work, waiting, cancel);
        _wait.GetAwaiter().UnsafeOnCompleted(wake);
    }

    private static TaskCompletionSource Completed()
    {
        var completed = new TaskCompletionSource();
        completed.SetResult();
        return completed;
    }

    private void Finish() => Interlocked.CompareExchange(ref _finished, AlreadyFinished, null)?.TrySetResult();

    private async Task<bool> WaitAsync(
        Func<CancellationToken, ValueTask<bool>> work, CancellationTokenSource waiting, CancellationToken cancel)
    {
        try
        {
            return await work(cancel);
        }
        catch (OperationCanceledException)
        {
            IsStalled = !_isStopped;
            return false;
        }
        finally
        {
            // Whoever stops the waiting has taken it over.
            if (Interlocked.CompareExchange(ref _waiting, null, waiting) == waiting)
            {
                waiting.Dispose();
            }
        }
    }

    private void StopWaiting()
    {
        using var waiting = Interlocked.Exchange(ref _waiting, null);
        waiting?.Cancel();
    }
}
