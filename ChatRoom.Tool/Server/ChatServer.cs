using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using ChatRoom.Server.Connections;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server;

/// <summary>
/// Binds, accepts, drains: where rooms and connections meet. One pump for all.
/// </summary>
internal sealed class ChatServer
{
    /// <summary>Connections that may wait to be accepted; the system may allow fewer.</summary>
    private const int Backlog = 4096;

    private readonly Socket _listener;
    private readonly ServerOptions _options;
    private readonly ServerEvents _events;
    private readonly Pump _pump;
    private readonly RoomList _rooms;
    private readonly HashSet<Connection> _connections = [];
    private readonly Action<Connection> _ended;
    private readonly CancellationTokenSource _draining = new();

    private ChatServer(Socket listener, ServerOptions options, ServerEvents events)
    {
        _listener = listener;
        _options = options;
        _events = events;
        _pump = new Pump(options.Portable, events.Fault);
        _ended = Forget;
        _rooms = new RoomList(options.Time, options.WindowBytes, options.MostRooms, _pump.Wake, options.SessionsFor);
    }

    /// <summary>Where it listens, with the port that it really has.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>Takes the address, or says in one sentence why it cannot.</summary>
    public static bool TryBind(
        ServerOptions options,
        ServerEvents events,
        [NotNullWhen(true)] out ChatServer? server,
        [NotNullWhen(false)] out string? whyNot)
    {
        var listener = new Socket(options.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (options.EndPoint.Address.Equals(IPAddress.IPv6Any))
            {
                listener.DualMode = true;
            }

            listener.Bind(options.EndPoint);
            listener.Listen(Backlog);
        }
        catch (SocketException error)
        {
            listener.Dispose();
            server = null;
            whyNot = Explain(options.EndPoint, error);
            return false;
        }

        server = new ChatServer(listener, options, events);
        whyNot = null;
        return true;
    }

    /// <summary>Serves until <paramref name="stop"/>, then drains: nobody new, everybody told, everything sent.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await new Acceptor(_listener, _options, _events).RunAsync(Connected, Start, stop);
        _listener.Dispose();
        var connections = Connections();
        _events.Draining(connections.Length);

        // Only now: whoever is told of the end must find nobody listening any more.
        await _draining.CancelAsync();
        await Task.WhenAll(connections.Select(connection => connection.Completion));
        await _pump.StopAsync();
        _draining.Dispose();
    }

    private void Start(Socket socket)
    {
        if (SocketTransport.TryOpen(socket, _pump.Loop) is not { } transport)
        {
            return;
        }

        var connection = new Connection(transport, _rooms, _pump, _options, _events);
        lock (_connections)
        {
            _connections.Add(connection);
        }

        connection.Start(_ended, _draining.Token);
    }

    private void Forget(Connection connection)
    {
        lock (_connections)
        {
            _connections.Remove(connection);
        }
    }

    private int Connected()
    {
        lock (_connections)
        {
            return _connections.Count;
        }
    }

    private Connection[] Connections()
    {
        lock (_connections)
        {
            return [.. _connections];
        }
    }

    private static string Explain(IPEndPoint asked, SocketException error) => error.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse =>
            $"port {asked.Port} on {asked.Address} is in use; choose another with --port, or 0 for any free one",
        SocketError.AddressNotAvailable =>
            $"this machine has no address {asked.Address}; choose one of its own with --host, or 0.0.0.0 for all",
        SocketError.AccessDenied =>
            $"port {asked.Port} needs more rights than you have; choose one above 1023 with --port",
        _ => $"cannot listen on {asked}: {error.Message}",
    };
}
