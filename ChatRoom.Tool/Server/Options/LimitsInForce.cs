namespace ChatRoom.Server.Options;

/// <summary>The limits that hold now. Read by any thread without a lock; whoever reads them twice may find others.</summary>
internal sealed class LimitsInForce(ServerLimits limits)
{
    private readonly Lock _gate = new();
    private volatile ServerLimits _current = limits;

    public ServerLimits Current => _current;

    /// <summary>Puts others in force.</summary>
    public void Change(Func<ServerLimits, ServerLimits> change)
    {
        lock (_gate)
        {
            _current = change(_current);
        }
    }
}
