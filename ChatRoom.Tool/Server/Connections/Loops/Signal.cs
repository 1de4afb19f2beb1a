using System.Threading.Tasks.Sources;

namespace ChatRoom.Server.Connections.Loops;

/// <summary>
/// An event that one task at a time awaits; the task goes on on the loop, at once if the loop sets the event. If no task
/// waits, the event is kept for the next wait. A wait allocates nothing. Any thread sets; one task, on the loop, waits.
/// </summary>
/// <param name="loop">Runs the task that waits.</param>
/// <param name="isSet">The first wait completes at once.</param>
internal class Signal(EventLoop loop, bool isSet = false) : IValueTaskSource<bool>
{
    private const int Unset = 0;
    private const int IsSet = 1;
    private const int Awaited = 2;

    private static readonly Action<object?, CancellationToken> Cancelled = (state, token) => ((Signal)state!).Cancel(token);

    private ManualResetValueTaskSourceCore<bool> _source;
    private CancellationTokenRegistration _cancelling;
    private int _state = isSet ? IsSet : Unset;

    /// <summary>Every wait completes at once from now on.</summary>
    public bool HasEnded { get; private set; }

    protected EventLoop Loop => loop;

    /// <summary>Waits until the event is set; completes at once if it was set after the last wait.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancel)
    {
        if (HasEnded || Interlocked.CompareExchange(ref _state, Unset, IsSet) == IsSet)
        {
            return ValueTask.FromResult(true);
        }

        _source.Reset();
        var wait = new ValueTask<bool>(this, _source.Version);
        _cancelling = cancel.UnsafeRegister(Cancelled, this);
        if (Interlocked.CompareExchange(ref _state, Awaited, Unset) != Unset)
        {
            // It was set meanwhile; a cancellation before that does not matter any more.
            Volatile.Write(ref _state, Unset);
            _source.SetResult(true);
        }
        else if (cancel.IsCancellationRequested)
        {
            Cancel(cancel);
        }

        return wait;
    }

    /// <summary>Sets the event. Any thread.</summary>
    /// <param name="ended">It stays set.</param>
    public void Set(bool ended)
    {
        HasEnded |= ended;
        if (Interlocked.Exchange(ref _state, IsSet) == Awaited && Interlocked.CompareExchange(ref _state, Unset, IsSet) == IsSet)
        {
            Complete();
        }
    }

    public bool GetResult(short token)
    {
        _cancelling.Dispose();
        return _source.GetResult(token);
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    // The result is set on the loop, so the task needs no context to go on there, and nothing is posted.
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags & ~ValueTaskSourceOnCompletedFlags.UseSchedulingContext);

    private void Complete()
    {
        if (loop.IsCurrent)
        {
            _source.SetResult(true);
        }
        else
        {
            loop.Post(static signal => ((Signal)signal!)._source.SetResult(true), this);
        }
    }

    private void Cancel(CancellationToken cancel)
    {
        if (Interlocked.CompareExchange(ref _state, Unset, Awaited) == Awaited)
        {
            loop.Post(_ => _source.SetException(new OperationCanceledException(cancel)), null);
        }
    }
}
