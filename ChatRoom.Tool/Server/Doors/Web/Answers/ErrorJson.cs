using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Doors.Web.Answers;

/// <summary>A refusal as the body of an answer: <c>{"error":"name-taken","text":"..."}</c> and LF.</summary>
internal static class ErrorJson
{
    // The body is no HTML, so quotes and apostrophes need no more than JSON asks for.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Of(Refusal refusal)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            json.WriteString("error"u8, refusal.Code);
            json.WriteString("text"u8, refusal.Text);
            json.WriteEndObject();
        }

        return [.. output.WrittenSpan, (byte)'\n'];
    }
}
