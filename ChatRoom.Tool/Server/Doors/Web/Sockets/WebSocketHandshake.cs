using ChatRoom.Protocol.WebSocket;
using ChatRoom.Server.Connections;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Doors.Web.Engine;
using ChatRoom.Server.Doors.Web.Rules;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ChatRoom.Server.Doors.Web.Sockets;

/// <summary>Turns a request into a WebSocket (RFC 6455, section 4.2), which goes on as a connection of the chat. Stateless.</summary>
internal static class WebSocketHandshake
{
    /// <summary>The subprotocol: the typed dialect of docs/PROTOCOL.md.</summary>
    private const string Subprotocol = "chatroom.typed";

    private const string Version = "13";

    public static async Task AnswerAsync(HttpContext context, Reception reception)
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
        if (request.Headers.SecWebSocketProtocol.ToString().Split(',', StringSplitOptions.TrimEntries).Contains(Subprotocol))
        {
            response.Headers.SecWebSocketProtocol = Subprotocol;
        }

        var connection = context.Features.GetRequiredFeature<WebConnection>();
        var caller = context.Features.GetRequiredFeature<Caller>();
        caller.Stay();
        await connection.TakeFromKestrelAsync((transport, closed) => reception.Begin(new WebSocketTransport(transport, caller.Address), spoken: null, () =>
        {
            closed();
            caller.Leave();
        }));
        await upgrade.UpgradeAsync();
    }
}
