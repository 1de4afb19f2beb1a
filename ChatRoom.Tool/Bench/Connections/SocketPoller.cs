namespace ChatRoom.Bench.Connections;

/// <summary>Waits for all connections of a run together, and lets each receive and send. Only the run's thread uses it.</summary>
internal abstract class SocketPoller : IDisposable
{
    /// <summary>Creates the fastest poller of this system, or the portable one.</summary>
    public static SocketPoller Create(bool portable) => !portable && EpollPoller.TryCreate() is { } epoll ? epoll : new SelectPoller();

    /// <summary>Adds a connection that has begun to connect. It is polled until it is closed.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The system does not poll this many.</exception>
    public abstract void Add(BenchConnection connection);

    /// <summary>Waits up to this long until connections can receive or send, and lets them.</summary>
    public abstract void Wait(int milliseconds);

    public abstract void Dispose();
}
