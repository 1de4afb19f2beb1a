using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Connections;
using ChatRoom.Server.Doors.Web.Answers;
using ChatRoom.Server.Doors.Web.Peers;
using ChatRoom.Server.Doors.Web.Requests;
using Microsoft.AspNetCore.Http;

namespace ChatRoom.Server.Doors.Web.Reading;

/// <summary>Answers with a list as one JSON object: the rooms, or the members of a room. Thread pool.</summary>
internal sealed class ListHandler(Reception reception)
{
    /// <param name="address">Of the client.</param>
    public Task AnswerRoomsAsync(HttpContext context, IPAddress address) => AnswerAsync(context, ClientLineKind.Rooms, [], address);

    /// <param name="address">Of the client.</param>
    public Task AnswerMembersAsync(HttpContext context, Nickname room, IPAddress address) => AnswerAsync(context, ClientLineKind.Who, room.Bytes.ToArray(), address);

    private async Task AnswerAsync(HttpContext context, ClientLineKind question, byte[] room, IPAddress address)
    {
        var cancel = context.RequestAborted;
        if ((Credentials.TryRead(context.Request.Headers.Authorization.ToString(), out var credentials)
            ?? Query.TryParse(context.Request.QueryString.Value ?? "", [], out _)) is { } wrong)
        {
            await RefusalAnswer.WriteAsync(context, wrong);
            return;
        }

        await using var peer = new TypedPeer(reception, address);
        peer.WritePassword(credentials.Password);
        peer.Write(new ClientLine { Kind = question, Room = room });
        await peer.FlushAsync(cancel);
        var list = new JsonList();
        while (!list.IsDone && list.Refusal is null)
        {
            if (await peer.ReceiveAsync(list.Take, cancel) == PeerResult.Ended)
            {
                break;
            }
        }

        if (!list.IsDone)
        {
            await RefusalAnswer.WriteAsync(context, list.Refusal ?? WebRefusals.Closed, list.RetryAfter);
            return;
        }

        await FreshAnswer.WriteAsync(context, StatusCodes.Status200OK, "application/json", list.Json);
    }
}
