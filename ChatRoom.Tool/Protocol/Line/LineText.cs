using ChatRoom.Protocol.Text;

namespace ChatRoom.Protocol.Line;

/// <summary>
/// Formats a server's line as text that is safe to show: filters control characters, because not every server does.
/// Holds one text at a time. One loop uses it.
/// </summary>
/// <param name="showsRoom">Begins with the room: <c>[lobby] alice: hello</c>.</param>
internal sealed class LineText(bool showsRoom)
{
    // Another server's line may use all of its length for fields, and our own words are added.
    private const int MaxShown = ServerLine.MaxEncoded + PlainWriter.MaxOverhead + RoomOverhead;

    /// <summary>Brackets and a space.</summary>
    private const int RoomOverhead = 3;

    private readonly byte[] _raw = new byte[MaxShown];
    private readonly byte[] _filtered = new byte[3 * MaxShown];

    /// <summary>The text without a line end, valid until the next call; empty for a line that is not shown.</summary>
    public ReadOnlySpan<byte> Of(in ServerLine line)
    {
        var room = new LineBuilder(_raw);
        if (showsRoom && !line.Room.IsEmpty)
        {
            room.Add((byte)'[');
            room.Add(line.Room);
            room.Add("] "u8);
        }

        var length = PlainWriter.Write(line, _raw.AsSpan(room.Length));
        var text = _raw.AsSpan(0, length == 0 ? 0 : room.Length + length - 1);
        return TextFilter.IsPlainAscii(text) ? text : _filtered.AsSpan(0, TextFilter.Clean(text, _filtered));
    }
}
