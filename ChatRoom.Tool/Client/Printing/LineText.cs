using ChatRoom.Protocol;
using ChatRoom.Protocol.Line;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Printing;

/// <summary>
/// Makes a server's line into text that may be shown: filtered here again, because not every server
/// filters. Holds one text at a time; used by one loop.
/// </summary>
internal sealed class LineText
{
    // A foreign server's line may use all of its length for fields, and our own words come on top.
    private const int MaxShown = ServerLine.MaxEncoded + PlainWriter.MaxWords;

    private readonly byte[] _raw = new byte[MaxShown];
    private readonly byte[] _filtered = new byte[3 * MaxShown];

    /// <summary>The text without its line end, valid until the next call; empty for what is not shown.</summary>
    public ReadOnlySpan<byte> Of(in ServerLine line)
    {
        var length = PlainWriter.Write(line, _raw);
        var text = _raw.AsSpan(0, Math.Max(0, length - 1));
        return TextFilter.IsPlainAscii(text) ? text : _filtered.AsSpan(0, TextFilter.Clean(text, _filtered));
    }
}
