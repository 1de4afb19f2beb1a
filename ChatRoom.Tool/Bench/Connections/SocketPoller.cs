namespace ChatRoom.Bench.Connections;

/// <summary>Waits for all connections of a run at once, and lets each have its turn. Touched only by the run's thread.</summary>
internal abstract class SocketPoller : IDisposable
{
    /// <summary>What this system has for it.</summary>
    public static SocketPoller Create(bool portable) => !portable && EpollPoller.TryCreate() is { } epoll ? epoll : new SelectPoller();

    /// <summary>Watches a connection whose connecting has begun, as long as it is open.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The system does not watch so many.</exception>
    public abstract void Add(BenchConnection connection);

    /// <summary>Waits no longer than this until connections can receive or go on sending, and has them do it.</summary>
    public abstract void Wait(int milliseconds);

    public abstract void Dispose();
}
