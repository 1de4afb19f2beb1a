using Microsoft.AspNetCore.Http;

namespace ChatRoom.Server.Doors.Web.Answers;

/// <summary>The methods of requests that only read.</summary>
internal static class ReadingMethods
{
    /// <summary>As the header <c>Allow</c> lists them.</summary>
    public const string List = "GET, HEAD";

    /// <summary>True if the request only reads.</summary>
    public static bool Include(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
}
