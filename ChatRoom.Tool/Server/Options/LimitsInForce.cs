namespace ChatRoom.Server.Options;

/// <summary>The limits that hold now. Any thread reads them without a lock; a second read may return other limits.</summary>
internal sealed class LimitsInForce(ServerLimits limits)
{
    private readonly Lock _lock = new();
    private volatile ServerLimits _current = limits;

    public ServerLimits Current => _current;

    /// <summary>Replaces the limits. Any thread.</summary>
    public void Change(Func<ServerLimits, ServerLimits> change)
    {
        lock (_lock)
        {
            _current = change(_current);
        }
    }
}
