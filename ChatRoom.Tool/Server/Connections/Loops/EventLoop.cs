using System.Net.Sockets;

namespace ChatRoom.Server.Connections.Loops;

/// <summary>
/// What runs the pump's rounds: one thread, which sleeps while nothing changes. On Linux it also receives:
/// then what arrives together is taken in first and sent in one round, with no other thread to hand it to.
/// </summary>
internal abstract class EventLoop : IDisposable
{
    /// <summary>Starts the best loop that this system has.</summary>
    /// <param name="round">Sends what is pending; called on the loop's thread alone.</param>
    /// <param name="portable">Leaves out what only some systems have.</param>
    public static EventLoop Start(Action round, bool portable) =>
        !portable && EpollLoop.TryStart(round) is { } epoll ? epoll : new ThreadLoop(round);

    /// <summary>Says that there may be something to send. Cheap where the loop knows already.</summary>
    public abstract void Wake();

    /// <summary>Watches a socket for input; null where this loop does not, and the socket must be asked.</summary>
    public abstract Readiness? Watch(Socket socket);

    /// <summary>Ends the thread after its current round.</summary>
    public abstract Task StopAsync();

    public abstract void Dispose();
}
