using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Doors;

/// <summary>The listening sockets of all doors of a server, which are bound before anything else: all or none.</summary>
/// <param name="Tcp">The chat's own port.</param>
/// <param name="Web">null: there is no web door.</param>
/// <param name="Irc">null: there is no port for IRC.</param>
internal sealed record Listeners(Socket Tcp, Socket? Web, Socket? Irc) : IDisposable
{
    /// <summary>Binds the addresses; false, with one sentence, if one of them fails. Nobody can connect yet.</summary>
    public static bool TryBind(ServerOptions options, [NotNullWhen(true)] out Listeners? listeners, [NotNullWhen(false)] out string? whyNot)
    {
        Socket? web = null;
        Socket? irc = null;
        listeners = null;
        if (ListeningSocket.TryBind(Door.Tcp, options.EndPoint, out var tcp, out whyNot)
            && (options.Web is not { } webOptions || ListeningSocket.TryBind(Door.Web, webOptions.EndPoint, out web, out whyNot))
            && (options.Irc is not { } ircEndPoint || ListeningSocket.TryBind(Door.Irc, ircEndPoint, out irc, out whyNot)))
        {
            listeners = new Listeners(tcp, web, irc);
            return true;
        }

        tcp?.Dispose();
        web?.Dispose();
        whyNot ??= "";
        return false;
    }

    public void Dispose()
    {
        Tcp.Dispose();
        Web?.Dispose();
        Irc?.Dispose();
    }
}
