using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Fanout.Sending;

/// <summary>
/// The sending half of a connection. It holds no queue: its feed knows the next lines, and asks for turns in the rounds.
/// While the peer accepts no data, the outbound waits for it in a task of its own, and takes no turn. Loop thread only.
/// </summary>
internal abstract class Outbound(Transport transport, Feed feed, RoundQueue queue, ServerOptions options) : Recipient
{
    /// <summary>Rooms of one connection whose events are sent in one round, before others get their turn.</summary>
    private const int RoomsInARow = 32;

    private static readonly TaskCompletionSource AlreadyFinished = Completed();

    // Null unless the connection waits or ends, to save memory.
    private CancellationTokenSource? _waiting;
    private TaskCompletionSource? _finished;

    private Task<bool> _wait = Task.FromResult(true);
    private bool _isStopped;
    private bool _isFinished;

    /// <summary>True after the peer accepted no data for the stall timeout.</summary>
    public bool IsStalled { get; private set; }

    /// <summary>True while it waits for the peer or the disk.</summary>
    public bool IsWaiting => !_wait.IsCompleted;

    public Feed Feed { get; } = feed;

    protected Transport Transport { get; } = transport;

    protected ServerOptions Options { get; } = options;

    protected TrafficCounters TrafficCounters => queue.TrafficCounters;

    /// <summary>The descriptor to which publications may be sent directly; negative: there is none.</summary>
    protected virtual int Descriptor => -1;

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

    /// <summary>True while lines that were taken off the feed are not sent yet.</summary>
    protected virtual bool HasUnsent => false;

    /// <summary>Begins to send what the feed has.</summary>
    public void Begin() => Feed.SendTo(this);

    public sealed override void Enqueue() => queue.Add(this);

    public override void SendRest(in FeedSlice slice, int sent) => throw new NotSupportedException("publications are not sent to its socket directly");

    /// <summary>
    /// Takes the turn that the feed asked for; true if <see cref="Push"/> would do anything. Reads all the memory that sending
    /// will read, so that it is in the cache.
    /// </summary>
    public bool TakeTurn()
    {
        Feed.TakeTurn();
        return _wait.IsCompleted && !_isFinished && (Feed.HasMore || _isStopped || HasUnsent || Transport.IsClosed || !(_wait.IsCompletedSuccessfully && _wait.Result));
    }

    /// <summary>Sends as much as the peer accepts. Called after <see cref="TakeTurn"/>.</summary>
    public void Push()
    {
        var alive = _wait.GetAwaiter().GetResult() && !_isStopped;
        for (var left = RoomsInARow; alive && left > 0; left--)
        {
            if (!HasUnsent)
            {
                Feed.TakeNext();
            }

            alive = TrySendPending();
            if (!_wait.IsCompleted || HasUnsent)
            {
                break;
            }

            Feed.EndTurn();
            if (Feed.IsQueued || !Feed.HasNext)
            {
                break;
            }
        }

        if (!_wait.IsCompleted)
        {
            return;
        }

        if (alive && (HasUnsent || !Feed.IsAtEnd))
        {
            if (Feed.HasNext)
            {
                RequestRound();
            }

            return;
        }

        if (!alive)
        {
            // The data ends in the middle: a reset, so that the peer does not take it for a regular end.
            Transport.Reset();
        }

        Finish();
    }

    /// <summary>If everything was sent, publications go straight to the socket until a turn is asked for. Called after <see cref="Push"/>.</summary>
    public void TryStepIn()
    {
        if (Descriptor >= 0 && _wait.IsCompleted && !_isFinished && !_isStopped && !HasUnsent)
        {
            Feed.TryStepIn(Descriptor);
        }
    }

    /// <summary>Gives up unsent data, and completes when nothing of this outbound runs any more.</summary>
    public Task StopAsync()
    {
        _isStopped = true;
        StopWaiting();
        RequestRound();
        return Finished;
    }

    /// <summary>Ends this outbound after an exception from <see cref="Push"/>.</summary>
    public void Fail()
    {
        Transport.Dispose();
        Finish();
    }

    /// <summary>Sends until the feed is empty or it must wait; false if the peer is lost.</summary>
    protected abstract bool TrySendPending();

    /// <summary>Asks for another round, so that others get their turn before this one goes on.</summary>
    protected void RequestRound() => Feed.Queue();

    /// <summary>Sends all the bytes outside the pump's rounds; a peer that accepts no data for the stall timeout is lost.</summary>
    protected void SendInBackground(ReadOnlyMemory<byte> bytes) =>
        WaitFor(cancel => Transport.SendAsync(bytes, cancel), Options.StallTimeout);

    /// <summary>
    /// Takes this outbound out of the rounds until the work is done, which returns false if the peer is lost. Work
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
        _wait.GetAwaiter().UnsafeOnCompleted(Feed.Queue);
    }

    private static TaskCompletionSource Completed()
    {
        var completed = new TaskCompletionSource();
        completed.SetResult();
        return completed;
    }

    private void Finish()
    {
        _isFinished = true;
        Feed.Interrupt();
        Interlocked.CompareExchange(ref _finished, AlreadyFinished, null)?.TrySetResult();
    }

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
