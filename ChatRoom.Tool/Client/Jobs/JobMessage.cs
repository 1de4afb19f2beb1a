using System.Buffers;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Json;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Jobs;

/// <summary>A message as a command gets it: on its standard input, and in its environment.</summary>
internal sealed record JobMessage(long Id, string Time, string Room, string Name, string Text, string Json)
{
    public byte[] Input => Encoding.UTF8.GetBytes(Text + "\n");

    /// <summary>Copies a line, which is valid only during the call.</summary>
    public static JobMessage Of(in ServerLine line, JsonLine json)
    {
        var buffer = new ArrayBufferWriter<byte>();
        json.Write(line, buffer);
        Span<byte> time = stackalloc byte[EventTime.Length];
        return new JobMessage(
            line.Id,
            EventTime.TryWrite(line.Time, time) ? Encoding.ASCII.GetString(time) : "",
            Clean(line.Room),
            Clean(line.Name),
            Clean(line.Text),
            Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>
    /// The environment variables of a command. None is the variable of an option, except for CHATROOM_ROOM, so that a chatroom
    /// in the command uses the same room. The names without MESSAGE are those of earlier versions.
    /// </summary>
    public IReadOnlyList<(string Name, string? Value)> Variables =>
    [
        ("CHATROOM_MESSAGE_ID", $"{Id}"),
        ("CHATROOM_MESSAGE_TIME", Time),
        ("CHATROOM_MESSAGE_ROOM", Room),
        ("CHATROOM_MESSAGE_NAME", Name),
        ("CHATROOM_MESSAGE_TEXT", Text),
        ("CHATROOM_MESSAGE_JSON", Json),
        ("CHATROOM_ID", $"{Id}"),
        ("CHATROOM_TIME", Time),
        ("CHATROOM_TEXT", Text),
        ("CHATROOM_ROOM", Room),
    ];

    private static string Clean(ReadOnlySpan<byte> text)
    {
        var decoded = Encoding.UTF8.GetString(text);
        return TextFilter.IsPlainAscii(text) ? decoded : TextFilter.Clean(decoded);
    }
}
