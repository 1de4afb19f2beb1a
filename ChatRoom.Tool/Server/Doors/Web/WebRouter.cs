using System.Net;
using ChatRoom.Server.Connections;
using ChatRoom.Server.Dialects;
using ChatRoom.Server.Doors.Web.Answers;
using ChatRoom.Server.Doors.Web.Operating;
using ChatRoom.Server.Doors.Web.Pages;
using ChatRoom.Server.Doors.Web.Rules;
using ChatRoom.Server.Doors.Web.Sockets;
using ChatRoom.Server.Events.Prometheus;
using ChatRoom.Server.Options;
using Microsoft.AspNetCore.Http;

namespace ChatRoom.Server.Doors.Web;

/// <summary>Finds the answer to each request of the web door. Thread pool.</summary>
/// <param name="irc">The dialect of IRC clients; null: the operator did not ask for it.</param>
/// <param name="metrics">Null: the operator did not ask for metrics.</param>
internal sealed class WebRouter(
    Reception reception, SessionDialect? irc, AcceptFilter filter, RequestRules rules, ServerOptions options, MetricsReader? metrics)
{
    private const string OwnPaths = "/-/";

    private const string Members = "/-/who/";

    private readonly PageFiles _pageFiles = PageFiles.Load();
    private readonly WebSocketHandshake _webSocketHandshake = new(reception, irc);
    private readonly RoomRoutes _roomRoutes = new(reception, filter);

    public async Task AnswerAsync(HttpContext context)
    {
        if (rules.Judge(context, out var caller) is { } refusal)
        {
            await RefusalAnswer.WriteAsync(context, refusal);
            return;
        }

        context.Features.Set(caller);
        try
        {
            await AnswerAsync(context, caller!.Address);
        }
        finally
        {
            caller!.Leave();
        }
    }

    private async Task AnswerAsync(HttpContext context, IPAddress address)
    {
        var path = context.Request.Path.Value!;
        switch (path)
        {
            case "/-/health":
                await HealthAnswer.AnswerAsync(context, reception.IsDraining);
                break;
            case "/-/qr.svg":
                await QrAnswer.AnswerAsync(context, options);
                break;
            case "/-/rooms":
                await _roomRoutes.AnswerRoomsAsync(context, address);
                break;
            case "/-/socket":
                await _webSocketHandshake.AnswerAsync(context);
                break;
            case var _ when path.StartsWith(Members, StringComparison.Ordinal):
                await _roomRoutes.AnswerMembersAsync(context, path[Members.Length..], address);
                break;
            case "/metrics" when metrics is not null:
                await MetricsAnswer.AnswerAsync(context, metrics);
                break;
            case var _ when !ReadingMethods.Include(context.Request) && (path is "/" or "" || path.StartsWith(OwnPaths, StringComparison.Ordinal)):
                await RefusalAnswer.NotAllowedAsync(context, ReadingMethods.List);
                break;
            case "/":
                await _pageFiles.AnswerAsync(context, "index.html");
                break;
            case var _ when path.StartsWith(OwnPaths, StringComparison.Ordinal):
                await _pageFiles.AnswerAsync(context, path[OwnPaths.Length..]);
                break;
            case var _ when WantsPage(context.Request):
                await _pageFiles.AnswerAsync(context, "index.html");
                break;
            default:
                await _roomRoutes.AnswerRoomAsync(context, path[1..], address);
                break;
        }
    }

    /// <summary>A browser that goes to a room's address asks for HTML; scripts and the page itself do not.</summary>
    private static bool WantsPage(HttpRequest request) =>
        ReadingMethods.Include(request) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
