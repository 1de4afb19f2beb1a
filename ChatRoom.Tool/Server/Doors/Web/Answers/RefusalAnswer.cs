using ChatRoom.Protocol;
using Microsoft.AspNetCore.Http;

namespace ChatRoom.Server.Doors.Web.Answers;

/// <summary>Answers a request that is refused: a status, and the refusal as JSON. Stateless.</summary>
internal static class RefusalAnswer
{
    /// <param name="told">The time after which the server told a client to come back; null: none.</param>
    public static async Task WriteAsync(HttpContext context, Refusal refusal, TimeSpan? told = null)
    {
        var response = context.Response;
        response.StatusCode = HttpStatus.Of(refusal.Code);
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        if (response.StatusCode == StatusCodes.Status401Unauthorized)
        {
            // A browser would ask for a name and a password by itself if it knew the scheme. The page asks.
            response.Headers.WWWAuthenticate = context.Request.Headers.ContainsKey("Sec-Fetch-Mode") ? "Bearer" : "Basic realm=\"chatroom\", charset=\"UTF-8\"";
        }

        if (HttpStatus.RetryAfter(refusal.Code, told) is { } after)
        {
            response.Headers.RetryAfter = $"{(long)after.TotalSeconds}";
        }

        if (context.Request.ContentLength > Limits.MaxTogetherBytes)
        {
            // Kestrel does not read a body over the limit to its end, so no other request can follow it.
            response.Headers.Connection = "close";
        }

        var body = ErrorJson.Of(refusal);
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    /// <summary>Answers a request whose method is none of those that are allowed.</summary>
    /// <param name="allowed">As the header <c>Allow</c> lists them.</param>
    public static Task NotAllowedAsync(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        return WriteAsync(context, WebRefusals.NotAllowed(context.Request.Method, allowed));
    }
}
