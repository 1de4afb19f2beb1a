using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using ChatRoom.Server.Events;

namespace ChatRoom.Server.Doors;

/// <summary>The socket on which a server listens. Stateless.</summary>
internal static class ListeningSocket
{
    /// <summary>Connections that may wait to be accepted; the system may allow fewer.</summary>
    private const int Backlog = 4096;

    /// <summary>Binds the address; false, with one sentence, if that fails. Nobody can connect before <see cref="TryListen"/>.</summary>
    public static bool TryBind(Door door, IPEndPoint endPoint, [NotNullWhen(true)] out Socket? listener, [NotNullWhen(false)] out string? whyNot)
    {
        whyNot = null;
        listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
            {
                listener.DualMode = true;
            }

            Acceptor.EnableKeepAlive(listener);
            listener.Bind(endPoint);
            return true;
        }
        catch (SocketException error)
        {
            listener.Dispose();
            listener = null;
            whyNot = Explain(door, endPoint, error);
            return false;
        }
    }

    /// <summary>Lets clients connect; false, with one sentence, if another program has begun to listen there.</summary>
    public static bool TryListen(Door door, Socket listener, IPEndPoint endPoint, [NotNullWhen(false)] out string? whyNot)
    {
        whyNot = null;
        try
        {
            listener.Listen(Backlog);
            return true;
        }
        catch (SocketException error)
        {
            whyNot = Explain(door, endPoint, error);
            return false;
        }
    }

    private static string Explain(Door door, IPEndPoint asked, SocketException error)
    {
        var (portOption, addressOption) = door switch
        {
            Door.Web => ("--web", "--web"),
            Door.Irc => ("--irc", "--irc"),
            _ => ("--port", "--host"),
        };
        return error.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse =>
                $"port {asked.Port} on {asked.Address} is in use; choose another with {portOption}, or 0 for any free one",
            SocketError.AddressNotAvailable =>
                $"this machine has no address {asked.Address}; choose one of its own with {addressOption}, or 0.0.0.0 for all",
            SocketError.AccessDenied =>
                $"port {asked.Port} needs more rights than you have; choose one above 1023 with {portOption}",
            _ => $"cannot listen on {asked}: {error.Message}",
        };
    }
}
