using System.Net.Sockets;

namespace ChatRoom.Server.Connections.Loops;

/// <summary>
/// The thread that runs the pump's rounds and sleeps while nothing changes. On Linux it also receives: all input
/// that has arrived is processed first, and its results are sent in one round, without another thread.
/// </summary>
internal abstract class EventLoop : IDisposable
{
    /// <summary>Starts the best loop that this system has.</summary>
    /// <param name="round">Sends what is pending; loop thread only.</param>
    /// <param name="portable">Uses only what every system has.</param>
    public static EventLoop Start(Action round, bool portable) =>
        !portable && EpollLoop.TryStart(round) is { } epoll ? epoll : new ThreadLoop(round);

    /// <summary>Requests a round. Any thread; cheap if a round is requested already.</summary>
    public abstract void Wake();

    /// <summary>Watches a socket for input. Any thread. null: this loop watches no sockets, or not this one.</summary>
    public abstract Readiness? Watch(Socket socket);

    /// <summary>Ends the thread after its current round.</summary>
    public abstract Task StopAsync();

    public abstract void Dispose();
}
