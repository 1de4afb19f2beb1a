using System.Net;
using ChatRoom.Protocol.WebSocket;
using ChatRoom.Server.Connections;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Dialects;
using ChatRoom.Server.Doors.Web.Engine;
using ChatRoom.Server.Doors.Web.Rules;
using ChatRoom.Server.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ChatRoom.Server.Doors.Web.Sockets;

/// <summary>Turns a request into a WebSocket (RFC 6455, section 4.2), which goes on as a connection of the chat. Stateless.</summary>
/// <param name="irc">The dialect of IRC clients; null: the operator did not ask for it.</param>
internal sealed class WebSocketHandshake(Reception reception, SessionDialect? irc)
{
    /// <summary>The subprotocol of the typed dialect of docs/PROTOCOL.md.</summary>
    private const string Typed = "chatroom.typed";

    /// <summary>The subprotocol of IRC, a line for each message: https://ircv3.net/specs/extensions/websocket.</summary>
    private const string Irc = "text.ircv3.net";

    private const string Version = "13";

    public async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade
            || !string.Equals(request.Headers.Upgrade, "websocket", StringComparison.OrdinalIgnoreCase)
            || request.Headers.SecWebSocketVersion != Version
            || request.Headers.SecWebSocketKey.ToString() is not { } key
            || !WebSocketKey.IsValid(key))
        {
            response.StatusCode = StatusCodes.Status426UpgradeRequired;
            response.Headers.Upgrade = "websocket";
            response.Headers.SecWebSocketVersion = Version;
            return;
        }

        response.Headers.Upgrade = "websocket";
        response.Headers.SecWebSocketAccept = WebSocketKey.Accept(key);
        var subprotocol = Array.Find(
            request.Headers.SecWebSocketProtocol.ToString().Split(',', StringSplitOptions.TrimEntries),
            offered => offered == Typed || (offered == Irc && irc is not null));
        if (subprotocol is not null)
        {
            response.Headers.SecWebSocketProtocol = subprotocol;
        }

        var connection = context.Features.GetRequiredFeature<WebConnection>();
        var caller = context.Features.GetRequiredFeature<Caller>();
        caller.Stay();
        await connection.TakeFromKestrelAsync((transport, closed) => Begin(transport, caller.Address, subprotocol == Irc, () =>
        {
            closed();
            caller.Leave();
        }));
        await upgrade.UpgradeAsync();
    }

    private void Begin(Transport transport, IPAddress address, bool speaksIrc, Action ended) =>
        reception.Begin(
            new WebSocketTransport(transport, address, linePerMessage: speaksIrc) { Door = speaksIrc ? Door.Irc : Door.Web },
            spoken: speaksIrc ? irc : null,
            ended);
}
