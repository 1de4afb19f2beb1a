using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Fanout.Sending;

/// <summary>
/// The sending half of a connection. It holds no queue: its feed knows the next lines. Loop thread only, except for the
/// members that say otherwise. While the peer accepts no data, the outbound waits for it in a task of its own, and the
/// pump skips it.
/// </summary>
internal abstract class Outbound(Transport transport, Feed feed, Action wake, ServerOptions options)
{
    private static readonly TaskCompletionSource AlreadyFinished = Completed();

    // Null unless the connection waits or ends, to save memory.
    private CancellationTokenSource? _waiting;
    private TaskCompletionSource? _finished;

    private Task<bool> _wait = Task.FromResult(true);
    private volatile bool _isStopped;

    /// <summary>True after the peer accepted no data for the stall timeout. Read after <see cref="Finished"/>: any thread.</summary>
    public bool IsStalled { get; private set; }

    /// <summary>True while it waits for the peer or the disk. Any thread.</summary>
    public bool IsWaiting => !_wait.IsCompleted;

    public Feed Feed { get; } = feed;

    protected Transport Transport { get; } = transport;

    protected ServerOptions Options { get; } = options;

    /// <summary>Completes when everything up to the feed's end was handed to the kernel, or when the peer is lost. Any thread.</summary>
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

    /// <summary>Whether <see cref="Push"/> would do anything. Reads all the memory that sending will read, so that it is in the cache.</summary>
    public bool HasWork =>
        _wait.IsCompleted && (Transport.IsClosed || Feed.HasMore || _isStopped || HasUnsent || !(_wait.IsCompletedSuccessfully && _wait.Result));

    /// <summary>True while lines that were taken off the feed are not sent yet.</summary>
    protected virtual bool HasUnsent => false;

    /// <summary>Sends as much as the peer accepts; false: there will never be more.</summary>
    /// <param name="trafficCounters">Counts the bytes and events.</param>
    public bool Push(TrafficCounters trafficCounters)
    {
        if (!_wait.IsCompleted)
        {
            return true;
        }

        var alive = _wait.GetAwaiter().GetResult() && !_isStopped && TrySendPending(trafficCounters);
        if (alive && _wait.IsCompleted && !HasUnsent && Feed.TryMove())
        {
            RequestRound();
            return true;
        }

        if (!_wait.IsCompleted || (alive && (HasUnsent || !Feed.IsAtEnd)))
        {
            return true;
        }

        if (!alive)
        {
            // The data ends in the middle: a reset, so that the peer does not take it for a regular end.
            Transport.Reset();
        }

        Finish();
        return false;
    }

    /// <summary>Gives up unsent data, and completes when nothing of this outbound runs any more. Any thread.</summary>
    public Task StopAsync()
    {
        // StopWaiting is a full fence: a wait that begins after it sees that the outbound is stopped.
        _isStopped = true;
        StopWaiting();
        wake();
        return Finished;
    }

    /// <summary>Ends this outbound after an exception from <see cref="Push"/>.</summary>
    public void Fail()
    {
        Transport.Dispose();
        Finish();
    }

    /// <summary>Sends until the feed is empty or it must wait; false if the peer is lost.</summary>
    protected abstract bool TrySendPending(TrafficCounters trafficCounters);

    /// <summary>Asks for another round, so that others get their turn before this one goes on.</summary>
    protected void RequestRound() => wake();

    /// <summary>Sends all the bytes outside the pump's rounds; a peer that accepts no data for the stall timeout is lost.</summary>
    protected void SendInBackground(ReadOnlyMemory<byte> bytes) =>
        WaitFor(cancel => Transport.SendAsync(bytes, cancel), Options.StallTimeout);

    /// <summary>
    /// Takes this outbound out of the pump's rounds until the work is done, which returns false if the peer is lost. Work
    /// that takes longer than <paramref name="limit"/> has stalled.
    /// </summary>
    protected void WaitFor(Func<CancellationToken, ValueTask<bool>> work, TimeSpan limit)
    {
        var waiting = new CancellationTokenSource(limit, Options.Time);

        // Taken now, because StopWaiting disposes the source.
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
            // If StopWaiting took the source, that method disposes it.
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
