using ChatRoom.Server.Doors.Web.Answers;
using ChatRoom.Server.Events.Prometheus;
using Microsoft.AspNetCore.Http;

namespace ChatRoom.Server.Doors.Web.Operating;

/// <summary>The metrics of the server, for Prometheus.</summary>
internal static class MetricsAnswer
{
    public static Task AnswerAsync(HttpContext context, MetricsReader metrics) =>
        FreshAnswer.WriteAsync(context, StatusCodes.Status200OK, MetricsText.ContentType, metrics.Read());
}
