namespace ChatRoom.Client.Options;

/// <summary>
/// How long something may take. Its clock starts where somebody first has to wait: a timer starts a thread,
/// and what this machine answers is mostly there at once.
/// </summary>
internal sealed class TimeLimit(TimeSpan limit, TimeProvider time, CancellationToken cancel) : IDisposable
{
    private CancellationTokenSource? _enough;
    private CancellationTokenRegistration _cancelled;

    /// <summary>Cancelled when nobody wants to wait any more.</summary>
    public CancellationToken Cancel => cancel;

    /// <summary>Starts the clock, and is cancelled when the time is up or nobody wants to wait any more.</summary>
    public CancellationToken Start()
    {
        if (_enough is null)
        {
            _enough = new CancellationTokenSource(limit, time);
            _cancelled = cancel.Register(_enough.Cancel);
        }

        return _enough.Token;
    }

    public void Dispose()
    {
        _cancelled.Dispose();
        _enough?.Dispose();
    }
}
