using Microsoft.AspNetCore.Http;

namespace ChatRoom.Server.Doors.Web.Answers;

/// <summary>An answer to GET and HEAD that is made for each request, so that no cache may keep it. Stateless.</summary>
internal static class FreshAnswer
{
    public static async Task WriteAsync(HttpContext context, int status, string type, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        if (!ReadingMethods.Include(context.Request))
        {
            await RefusalAnswer.NotAllowedAsync(context, ReadingMethods.List);
            return;
        }

        response.StatusCode = status;
        response.ContentType = type;
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
