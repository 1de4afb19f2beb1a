using ChatRoom.Server.Doors.Web.Answers;
using Microsoft.AspNetCore.Http;

namespace ChatRoom.Server.Doors.Web.Operating;

/// <summary>
/// Tells a load balancer whether to send newcomers here: 200 <c>ok</c>, or 503 <c>draining</c> while the server shuts down. It
/// needs no password, because it tells nothing else.
/// </summary>
internal static class HealthAnswer
{
    private const string Type = "text/plain; charset=utf-8";

    public static Task AnswerAsync(HttpContext context, bool isDraining) => isDraining
        ? FreshAnswer.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, Type, "draining\n"u8.ToArray())
        : FreshAnswer.WriteAsync(context, StatusCodes.Status200OK, Type, "ok\n"u8.ToArray());
}
