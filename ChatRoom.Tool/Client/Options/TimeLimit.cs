namespace ChatRoom.Client.Options;

/// <summary>
/// How long something may take. Its clock starts when the caller first has to wait: a timer starts a thread, and a server
/// on this machine usually answers at once.
/// </summary>
internal sealed class TimeLimit(TimeSpan limit, TimeProvider time, CancellationToken cancel) : IDisposable
{
    private CancellationTokenSource? _timeout;
    private CancellationTokenRegistration _cancelled;

    /// <summary>Cancelled when the caller no longer waits.</summary>
    public CancellationToken Cancel => cancel;

    /// <summary>Starts the clock; the token is cancelled when time is up or the caller no longer waits.</summary>
    public CancellationToken Start()
    {
        if (_timeout is null)
        {
            _timeout = new CancellationTokenSource(limit, time);
            _cancelled = cancel.Register(_timeout.Cancel);
        }

        return _timeout.Token;
    }

    public void Dispose()
    {
        _cancelled.Dispose();
        _timeout?.Dispose();
    }
}
