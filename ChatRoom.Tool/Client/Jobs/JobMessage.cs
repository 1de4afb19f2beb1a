using System.Buffers;
using System.Text;
using ChatRoom.Client.Printing;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Jobs;

/// <summary>A message as a command is told it: on its standard input, and in its environment.</summary>
internal sealed record JobMessage(long Id, string Time, string Room, string Name, string Text, string Json)
{
    public byte[] Input => Encoding.UTF8.GetBytes(Text + "\n");

    /// <summary>Copies what a line holds, which is gone soon.</summary>
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
    /// What a command finds in its environment. None of them is the variable of an option, except for the room: a chatroom in the
    /// command goes to it. The names without MESSAGE are those of earlier versions.
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
