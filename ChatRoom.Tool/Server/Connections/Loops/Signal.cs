using System.Threading.Tasks.Sources;

namespace ChatRoom.Server.Connections.Loops;

/// <summary>
/// A change that a loop tells of, and that one at a time waits for, to go on upon the loop's own thread. What
/// was told while nobody waited is not lost. Allocates nothing for a wait.
/// </summary>
internal class Signal : IValueTaskSource<bool>
{
    private const int Unknown = 0;
    private const int Told = 1;
    private const int Awaited = 2;

    private static readonly Action<object?, CancellationToken> Cancelled = (state, token) => ((Signal)state!).Cancel(token);

    private ManualResetValueTaskSourceCore<bool> _source;
    private CancellationTokenRegistration _cancelling;
    private int _state;

    /// <param name="isTold">The first wait is none.</param>
    public Signal(bool isTold = false) => _state = isTold ? Told : Unknown;

    /// <summary>From here on no wait is one.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Waits until there was a change since the last wait.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancel)
    {
        if (HasEnded || Interlocked.CompareExchange(ref _state, Unknown, Told) == Told)
        {
            return ValueTask.FromResult(true);
        }

        _source.Reset();
        var wait = new ValueTask<bool>(this, _source.Version);
        _cancelling = cancel.UnsafeRegister(Cancelled, this);
        if (Interlocked.CompareExchange(ref _state, Awaited, Unknown) != Unknown)
        {
            // It was told meanwhile; whether the cancellation was first does not matter any more.
            Volatile.Write(ref _state, Unknown);
            _source.SetResult(true);
        }
        else if (cancel.IsCancellationRequested)
        {
            Cancel(cancel);
        }

        return wait;
    }

    /// <summary>Called by the loop, and by whoever ends or interrupts it.</summary>
    public void Tell(bool ended)
    {
        HasEnded |= ended;
        if (Interlocked.Exchange(ref _state, Told) == Awaited && Interlocked.CompareExchange(ref _state, Unknown, Told) == Told)
        {
            _source.SetResult(true);
        }
    }

    public bool GetResult(short token)
    {
        _cancelling.Dispose();
        return _source.GetResult(token);
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Cancel(CancellationToken cancel)
    {
        if (Interlocked.CompareExchange(ref _state, Unknown, Awaited) == Awaited)
        {
            _source.SetException(new OperationCanceledException(cancel));
        }
    }
}
