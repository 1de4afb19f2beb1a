using System.Buffers;
using System.Text;
using ChatRoom.Protocol;

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

    public void AddTo(IDictionary<string, string?> environment)
    {
        environment["CHATROOM_ID"] = $"{Id}";
        environment["CHATROOM_TIME"] = Time;
        environment["CHATROOM_ROOM"] = Room;
        environment["CHATROOM_NAME"] = Name;
        environment["CHATROOM_TEXT"] = Text;
        environment["CHATROOM_JSON"] = Json;
    }

    private static string Clean(ReadOnlySpan<byte> text)
    {
        var decoded = Encoding.UTF8.GetString(text);
        return TextFilter.IsPlainAscii(text) ? decoded : TextFilter.Clean(decoded);
    }
}
