using ChatRoom.Protocol;
using ChatRoom.Server.Doors.Web.Answers;
using ChatRoom.Server.Options;
using Microsoft.AspNetCore.Http;

namespace ChatRoom.Server.Doors.Web.Pages;

/// <summary>The QR code of a room's address: that of <c>--web-url</c>, or the one that the request came to.</summary>
internal static class QrAnswer
{
    public static Task AnswerAsync(HttpContext context, ServerOptions options)
    {
        var room = context.Request.Query["room"].ToString();
        if (room.Length > 0 && !Nickname.TryParse(room, out _))
        {
            return RefusalAnswer.WriteAsync(context, Refusal.BadRoom);
        }

        // The host was checked before, and a client of HTTP/1.0 may name none.
        var page = options.Web!.Url ?? new Uri($"http{(options.Tls is null ? "" : "s")}://{(context.Request.Host.HasValue ? context.Request.Host.Value : options.Web.EndPoint)}/");
        var address = room.Length == 0 ? page : new Uri(page, "#" + Uri.EscapeDataString(room));
        return FreshAnswer.WriteAsync(context, StatusCodes.Status200OK, QrSvg.ContentType, QrSvg.Of(address.AbsoluteUri));
    }
}
