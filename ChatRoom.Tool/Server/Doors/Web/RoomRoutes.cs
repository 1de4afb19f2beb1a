using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Server.Connections;
using ChatRoom.Server.Doors.Web.Answers;
using ChatRoom.Server.Doors.Web.Reading;
using ChatRoom.Server.Doors.Web.Rules;
using ChatRoom.Server.Doors.Web.Sending;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ChatRoom.Server.Doors.Web;

/// <summary>Finds the answer to each request of a script: a room to read or to say something in, and the lists. Thread pool.</summary>
internal sealed class RoomRoutes(Reception reception, AcceptFilter filter)
{
    /// <summary>The methods that read, as the header <c>Allow</c> lists them.</summary>
    public const string ToRead = "GET, HEAD";

    private const string ToReadOrSend = "GET, HEAD, POST";

    private readonly ReadHandler _readHandler = new(reception);
    private readonly ListHandler _listHandler = new(reception);
    private readonly SendHandler _sendHandler = new(reception);

    /// <summary>Answers a request for the rooms.</summary>
    /// <param name="address">Of the client.</param>
    public Task AnswerRoomsAsync(HttpContext context, IPAddress address) =>
        !IsToRead(context) ? RefusalAnswer.NotAllowedAsync(context, ToRead)
        : IsTooFast(context, address) ? RefusalAnswer.WriteAsync(context, WebRefusals.TooFast)
        : _listHandler.AnswerRoomsAsync(context, address);

    /// <summary>Answers a request for the members of a room.</summary>
    /// <param name="name">The name of the room.</param>
    /// <param name="address">Of the client.</param>
    public Task AnswerMembersAsync(HttpContext context, string name, IPAddress address) =>
        !IsToRead(context) ? RefusalAnswer.NotAllowedAsync(context, ToRead)
        : !Nickname.TryParse(name, out var room) ? RefusalAnswer.WriteAsync(context, Refusal.BadRoom)
        : IsTooFast(context, address) ? RefusalAnswer.WriteAsync(context, WebRefusals.TooFast)
        : _listHandler.AnswerMembersAsync(context, room, address);

    /// <summary>Answers a request to read a room, or to say something there.</summary>
    /// <param name="name">The name of the room.</param>
    /// <param name="address">Of the client.</param>
    public Task AnswerRoomAsync(HttpContext context, string name, IPAddress address)
    {
        var isPost = HttpMethods.IsPost(context.Request.Method);
        return !isPost && !IsToRead(context) ? RefusalAnswer.NotAllowedAsync(context, ToReadOrSend)
            : !Nickname.TryParse(name, out var room) ? RefusalAnswer.WriteAsync(context, Refusal.BadRoom)
            : IsTooFast(context, address) ? RefusalAnswer.WriteAsync(context, WebRefusals.TooFast)
            : isPost ? _sendHandler.AnswerAsync(context, room, address)
            : _readHandler.AnswerAsync(context, room, address);
    }

    private static bool IsToRead(HttpContext context) => HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);

    /// <summary>Each request makes a client of the chat, so it counts like a new connection. The first one of a connection was counted already.</summary>
    private bool IsTooFast(HttpContext context, IPAddress address) =>
        !context.Features.GetRequiredFeature<Caller>().IsCounted && !filter.TryTakeRequest(address);
}
