using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using ChatRoom.Protocol.Irc;
using ChatRoom.Server.Connections;
using ChatRoom.Server.Connections.Loops;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Dialects;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;
using ChatRoom.Server.Tls;

namespace ChatRoom.Server.Doors.Tcp;

/// <summary>The chat's own port, or that of IRC, plain or with TLS. It takes over the listening socket.</summary>
/// <param name="spoken">The dialect of all its peers; null: each is asked for its name, and its answer shows its dialect.</param>
internal sealed class TcpDoor(
    Door door, SessionDialect? spoken, Socket listener, EventLoop loop, Reception reception, AcceptFilter filter, ServerCertificate? certificate, ServerOptions options, ServerEvents events) : IDisposable
{
    /// <summary>The address that it listens on, with the actual port.</summary>
    public IPEndPoint EndPoint { get; } = (IPEndPoint)listener.LocalEndPoint!;

    /// <summary>Lets clients connect; false, with one sentence, if another program has begun to listen there.</summary>
    public bool TryListen([NotNullWhen(false)] out string? whyNot) => ListeningSocket.TryListen(door, listener, EndPoint, out whyNot);

    /// <summary>Accepts connections until <paramref name="stop"/>, and then listens no more.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await new Acceptor(listener, options, events).RunAsync(() => filter.Count, Start, stop);
        listener.Dispose();
    }

    public void Dispose() => listener.Dispose();

    private void Start(Socket socket)
    {
        if (!filter.TryAdmit(socket, door, out var address))
        {
            return;
        }

        if (Open(socket) is { } transport)
        {
            transport.Door = door;
            reception.Begin(transport, spoken, () => filter.Leave(address, door));
        }
        else
        {
            filter.Leave(address, door);
        }
    }

    private Transport? Open(Socket socket)
    {
        if (certificate is null)
        {
            return SocketTransport.TryOpen(socket, loop);
        }

        var transport = TlsTransport.TryOpen(socket, loop, certificate, options, events);
        if (door == Door.Irc && transport is not null)
        {
            transport.AnswerPlain = static _ => IrcGreeting.TlsOnly.ToArray();
        }

        return transport;
    }
}
