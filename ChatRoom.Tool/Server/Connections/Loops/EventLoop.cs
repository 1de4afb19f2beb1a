using System.Collections.Concurrent;
using System.Net.Sockets;

namespace ChatRoom.Server.Connections.Loops;

/// <summary>
/// The thread that runs all sessions and the pump's rounds. It is the synchronization context of that thread: a task that
/// begins on the loop goes on there after each await, so nothing that the loop owns needs a lock. It sleeps while nothing
/// happens. On Linux it receives as well: all input that has arrived is processed first, and one round sends the results.
/// </summary>
/// <param name="round">Sends what is pending; loop thread only.</param>
internal abstract class EventLoop(Action round) : SynchronizationContext, IDisposable
{
    private readonly ConcurrentQueue<(SendOrPostCallback Run, object? State)> _posted = [];
    private volatile bool _needsRound;
    private volatile int _thread;

    /// <summary>True on the loop's own thread.</summary>
    public bool IsCurrent => Environment.CurrentManagedThreadId == _thread;

    /// <summary>True if a round was requested.</summary>
    protected bool NeedsRound => _needsRound;

    /// <summary>Starts the best loop that this system has.</summary>
    /// <param name="round">Sends what is pending; loop thread only.</param>
    /// <param name="portable">Uses only what every system has.</param>
    public static EventLoop Start(Action round, bool portable) =>
        !portable && EpollLoop.TryStart(round) is { } epoll ? epoll : new ThreadLoop(round);

    /// <summary>Requests a round. Any thread; cheap if a round is requested already.</summary>
    public void Wake()
    {
        _needsRound = true;
        Signal();
    }

    /// <summary>Runs a callback on the loop, after those that were posted before. Any thread.</summary>
    public sealed override void Post(SendOrPostCallback d, object? state)
    {
        _posted.Enqueue((d, state));
        Signal();
    }

    /// <summary>Nobody may wait for the loop: it would deadlock if the loop waits for the caller.</summary>
    public sealed override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    public sealed override SynchronizationContext CreateCopy() => this;

    /// <summary>Begins a task on the loop; the result completes with it. Any thread.</summary>
    public Task InvokeAsync(Func<Task> begin)
    {
        var begun = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(_ => begun.SetResult(begin()), null);
        return begun.Task.Unwrap();
    }

    /// <summary>True if this loop can watch sockets; otherwise .NET waits for them.</summary>
    public abstract bool WatchesSockets { get; }

    /// <summary>Watches a socket for input. Any thread. null: this loop watches no sockets, or not this one.</summary>
    public abstract Readiness? Watch(Socket socket);

    /// <summary>Ends the thread after its current round. Not from the loop.</summary>
    public abstract Task StopAsync();

    public abstract void Dispose();

    /// <summary>Ends the loop's sleep, or prevents the next one. Any thread.</summary>
    protected abstract void Signal();

    /// <summary>Makes the calling thread that of the loop.</summary>
    protected void Begin()
    {
        _thread = Environment.CurrentManagedThreadId;
        SetSynchronizationContext(this);
    }

    /// <summary>Runs the callbacks that were posted until now, then a round if one was requested. Called after each signal.</summary>
    protected void Work()
    {
        // Those that they post wait for the next look at the sockets, so that these get their turn.
        for (var left = _posted.Count; left > 0 && _posted.TryDequeue(out var posted); left--)
        {
            posted.Run(posted.State);
        }

        if (_needsRound)
        {
            _needsRound = false;
            round();
        }
    }
}
