using System.Net;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Connections;
using ChatRoom.Server.Doors.Web.Answers;
using ChatRoom.Server.Doors.Web.Peers;
using ChatRoom.Server.Doors.Web.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace ChatRoom.Server.Doors.Web.Reading;

/// <summary>
/// Answers a GET of a room with its events: those that are there, and then new ones as they happen. A client that does not read is
/// waited for: then the server's end of the connection waits too, and has a gap to tell if it comes too late. Thread pool.
/// </summary>
internal sealed class ReadHandler(Reception reception)
{
    /// <summary>The time between two signs of life. Many proxies end a connection that is silent for a minute.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(25);

    /// <param name="address">Of the client.</param>
    public async Task AnswerAsync(HttpContext context, Nickname room, IPAddress address)
    {
        var headers = context.Request.Headers;
        ReadOptions? options = null;
        if ((Credentials.TryRead(headers.Authorization.ToString(), out var credentials)
            ?? ReadOptions.TryRead(context.Request.QueryString.Value ?? "", headers.Accept.ToString(), headers["Last-Event-ID"].ToString(), out options)) is { } wrong)
        {
            await RefusalAnswer.WriteAsync(context, wrong);
            return;
        }

        await using var peer = new TypedPeer(reception, address);
        peer.WritePassword(credentials.Password);
        peer.Write(new ClientLine
        {
            Kind = ClientLineKind.Watch,
            Room = room.Bytes,
            Since = options!.Place.Since,
            AsksLog = true,
            Log = Encoding.ASCII.GetBytes(options.Place.Log),
        });
        await peer.FlushAsync(context.RequestAborted);
        await AnswerAsync(context, peer, options);
    }

    private async Task AnswerAsync(HttpContext context, TypedPeer peer, ReadOptions options)
    {
        var (response, cancel) = (context.Response, context.RequestAborted);
        var eventWriter = new EventWriter(options.Format);
        var reading = new RoomReading(options, eventWriter, response.BodyWriter);
        response.ContentType = eventWriter.ContentType;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        var result = PeerResult.Received;
        while (!reading.HasBegun && reading.Refusal is null && result != PeerResult.Ended)
        {
            result = await peer.ReceiveAsync(reading.Take, cancel);
        }

        if (!reading.HasBegun || (options.IsPoll && reading.IsEmpty && reading.Room != RoomName.Lobby))
        {
            response.Headers.Remove("X-Accel-Buffering");
            await RefusalAnswer.WriteAsync(context, reading.Refusal ?? (reading.HasBegun ? Refusal.NoSuchRoom(reading.Room) : WebRefusals.Closed), reading.RetryAfter);
            return;
        }

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await FollowAsync(context, peer, reading, eventWriter, result);
        }
    }

    private async Task FollowAsync(HttpContext context, TypedPeer peer, RoomReading reading, EventWriter eventWriter, PeerResult result)
    {
        var (output, cancel) = (context.Response.BodyWriter, context.RequestAborted);

        // A reader that accepts nothing is disconnected like those of the other doors, after the same time.
        context.Features.Get<IHttpMinResponseDataRateFeature>()?.MinDataRate = null;
        await using var keepAlive = reception.Time.CreateTimer(_ => peer.Wake(), null, KeepAlive, Timeout.InfiniteTimeSpan);
        await context.Response.StartAsync(cancel);
        reading.WriteBeginning();
        await output.FlushAsync(cancel);
        while (!reading.IsDone && result != PeerResult.Ended)
        {
            result = await peer.ReceiveAsync(reading.Take, cancel);
            if (result == PeerResult.Woken)
            {
                eventWriter.WriteKeepAlive(output);
                keepAlive.Change(KeepAlive, Timeout.InfiniteTimeSpan);
            }

            await output.FlushAsync(cancel);
        }
    }
}
