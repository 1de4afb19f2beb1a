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
    private const string ToReadOrSend = $"{ReadingMethods.List}, POST";

    private readonly ReadHandler _readHandler = new(reception);
    private readonly ListHandler _listHandler = new(reception);
    private readonly SendHandler _sendHandler = new(reception);

    /// <summary>Answers a request for the rooms.</summary>
    /// <param name="address">Of the client.</param>
    public Task AnswerRoomsAsync(HttpContext context, IPAddress address) =>
        !ReadingMethods.Include(context.Request) ? RefusalAnswer.NotAllowedAsync(context, ReadingMethods.List)
        : IsTooFast(context, address) ? RefusalAnswer.WriteAsync(context, WebRefusals.TooFast)
        : _listHandler.AnswerRoomsAsync(context, address);

    /// <summary>Answers a request for the members of a room.</summary>
    /// <param name="name">The name of the room.</param>
    /// <param name="address">Of the client.</param>
    public Task AnswerMembersAsync(HttpContext context, string name, IPAddress address) =>
        !ReadingMethods.Include(context.Request) ? RefusalAnswer.NotAllowedAsync(context, ReadingMethods.List)
        : !Nickname.TryParse(name, out var room) ? RefusalAnswer.WriteAsync(context, Refusal.BadRoom)
        : IsTooFast(context, address) ? RefusalAnswer.WriteAsync(context, WebRefusals.TooFast)
        : _listHandler.AnswerMembersAsync(context, room, address);

    /// <summary>Answers a request to read a room, or to say something there.</summary>
    /// <param name="name">The name of the room.</param>
    /// <param name="address">Of the client.</param>
    public Task AnswerRoomAsync(HttpContext context, string name, IPAddress address)
    {
        var isPost = HttpMethods.IsPost(context.Request.Method);
        return !isPost && !ReadingMethods.Include(context.Request) ? RefusalAnswer.NotAllowedAsync(context, ToReadOrSend)
            : !Nickname.TryParse(name, out var room) ? RefusalAnswer.WriteAsync(context, Refusal.BadRoom)
            : IsTooFast(context, address) ? RefusalAnswer.WriteAsync(context, WebRefusals.TooFast)
            : isPost ? _sendHandler.AnswerAsync(context, room, address)
            : _readHandler.AnswerAsync(context, room, address);
    }

    /// <summary>Each request makes a client of the chat, so it counts like a new connection. The first one of a connection was counted already.</summary>
    private bool IsTooFast(HttpContext context, IPAddress address) =>
        !context.Features.GetRequiredFeature<Caller>().IsCounted && !filter.TryTakeRequest(address);
}
