using System.Net;
using ChatRoom.Server.Connections.Loops;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;

namespace ChatRoom.Server.Connections;

/// <summary>The open connections. Any thread: guarded by its own lock.</summary>
/// <param name="loop">Runs the connections.</param>
internal sealed class ConnectionSet(EventLoop loop)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Connection> _connections = [];

    public void Add(Connection connection)
    {
        lock (_lock)
        {
            _connections.Add(connection);
        }
    }

    public void Remove(Connection connection)
    {
        lock (_lock)
        {
            _connections.Remove(connection);
        }
    }

    public int Count()
    {
        lock (_lock)
        {
            return _connections.Count;
        }
    }

    public Connection[] All()
    {
        lock (_lock)
        {
            return [.. _connections];
        }
    }

    /// <summary>
    /// Closes every connection that was let in and matches; returns their number. A caller on another thread than the loop's, such
    /// as a reload, waits until that is done there.
    /// </summary>
    public int Close(Func<Reader, IPAddress, bool> matches, CloseNotice notice)
    {
        var count = 0;
        if (loop.IsCurrent)
        {
            CloseOnLoop();
        }
        else
        {
            loop.InvokeAsync(CloseOnLoop).GetAwaiter().GetResult();
        }

        return count;

        Task CloseOnLoop()
        {
            count = All().Count(connection => connection.TryClose(matches, notice));
            return Task.CompletedTask;
        }
    }
}
