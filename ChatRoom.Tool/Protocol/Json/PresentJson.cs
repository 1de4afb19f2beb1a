using System.Buffers;
using System.Text;
using System.Text.Json;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Protocol.Json;

/// <summary>Writes a member of a room as JSON, with the keys <c>name room since bot</c>; the last two only if they are known, and true.</summary>
internal static class PresentJson
{
    public static void Write(in ServerLine present, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("name"u8, Filtered(present.Name));
        json.WriteString("room"u8, Filtered(present.Room));
        Span<byte> since = stackalloc byte[EventTime.Length];
        if (EventTime.TryWrite(present.Time, since))
        {
            json.WriteString("since"u8, since);
        }

        if (present.IsBot)
        {
            json.WriteBoolean("bot"u8, true);
        }

        json.WriteEndObject();
    }

    private static string Filtered(ReadOnlySpan<byte> field) => TextFilter.Clean(Encoding.UTF8.GetString(field));
}
