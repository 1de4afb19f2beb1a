using System.Threading.Tasks.Sources;

namespace ChatRoom.Server.Connections;

/// <summary>
/// Whether a socket that a loop watches has input. The loop sets it, at each change; one receiver at a time
/// waits for it, and goes on upon the loop's own thread. Allocates nothing for a wait.
/// </summary>
internal sealed class Readiness(Action<Readiness> forget, int slot) : IValueTaskSource<bool>, IDisposable
{
    private const int Unknown = 0;
    private const int Ready = 1;
    private const int Awaited = 2;

    private static readonly Action<object?, CancellationToken> Cancelled = (state, token) => ((Readiness)state!).Cancel(token);

    private ManualResetValueTaskSourceCore<bool> _source;
    private CancellationTokenRegistration _cancelling;
    private int _state;

    public int Slot => slot;

    /// <summary>The peer has closed its side or is gone: from here on every receive finds something, if only the end.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Waits until there may be input.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancel)
    {
        if (HasEnded || Interlocked.CompareExchange(ref _state, Unknown, Ready) == Ready)
        {
            return ValueTask.FromResult(true);
        }

        _source.Reset();
        var wait = new ValueTask<bool>(this, _source.Version);
        _cancelling = cancel.UnsafeRegister(Cancelled, this);
        if (Interlocked.CompareExchange(ref _state, Awaited, Unknown) != Unknown)
        {
            // It became ready meanwhile; whether the cancellation was first does not matter any more.
            Volatile.Write(ref _state, Unknown);
            _source.SetResult(true);
        }
        else if (cancel.IsCancellationRequested)
        {
            Cancel(cancel);
        }

        return wait;
    }

    /// <summary>Called by the loop: there is input, or the end of it.</summary>
    public void Set(bool ended)
    {
        HasEnded |= ended;
        if (Interlocked.Exchange(ref _state, Ready) == Awaited && Interlocked.CompareExchange(ref _state, Unknown, Ready) == Ready)
        {
            _source.SetResult(true);
        }
    }

    /// <summary>The socket is closed; whoever waits is told that it has ended.</summary>
    public void Dispose()
    {
        forget(this);
        Set(ended: true);
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
