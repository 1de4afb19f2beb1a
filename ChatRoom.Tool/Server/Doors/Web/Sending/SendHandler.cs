using System.Buffers;
using System.Net;
using System.Text.Json;
using ChatRoom.Protocol;
using ChatRoom.Server.Connections;
using ChatRoom.Server.Doors.Web.Answers;
using ChatRoom.Server.Doors.Web.Peers;
using ChatRoom.Server.Doors.Web.Requests;
using Microsoft.AspNetCore.Http;

namespace ChatRoom.Server.Doors.Web.Sending;

/// <summary>Answers a POST to a room: says its text, and reports the event that it became. Thread pool.</summary>
internal sealed class SendHandler(Reception reception)
{
    /// <param name="address">Of the client.</param>
    public async Task AnswerAsync(HttpContext context, Nickname room, IPAddress address)
    {
        var (refusal, text) = await new PostRequest(context.Request, room, reception.Passwords).ReadAsync(context.RequestAborted);
        if (text is null)
        {
            await RefusalAnswer.WriteAsync(context, refusal!);
            return;
        }

        var outcome = text.Key is { } key
            ? await SendOnceAsync(text, key, address, context.RequestAborted)
            : (await SendAsync(text, null, address, context.RequestAborted))!;
        if (outcome.Refusal is { } whyNot)
        {
            await RefusalAnswer.WriteAsync(context, whyNot, outcome.RetryAfter);
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        var body = BodyOf(outcome, text.Lines.Count);
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>Says a text in the first session of its key in which it was not refused.</summary>
    private async Task<SendOutcome> SendOnceAsync(SentText text, IdempotencyKey key, IPAddress address, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < IdempotencyKey.MaxAttempts; attempt++)
        {
            if (await SendAsync(text, key.Session(text.Room, text.Name, attempt), address, cancel) is { } outcome)
            {
                return outcome;
            }
        }

        return SendOutcome.Refused(WebRefusals.KeyWornOut);
    }

    private async Task<SendOutcome?> SendAsync(SentText text, SessionId? session, IPAddress address, CancellationToken cancel)
    {
        await using var peer = new TypedPeer(reception, address);
        return await new TextSender(peer, text, session).RunAsync(cancel);
    }

    private static byte[] BodyOf(SendOutcome outcome, int count)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("room"u8, outcome.Room);
            json.WriteNumber("id"u8, outcome.LastId);
            json.WriteNumber("count"u8, count);
            if (outcome.IsRepeated)
            {
                json.WriteBoolean("repeated"u8, true);
            }

            json.WriteEndObject();
        }

        return [.. output.WrittenSpan, (byte)'\n'];
    }
}
