using ChatRoom.Protocol;
using ChatRoom.Protocol.Plain;

namespace ChatRoom.Client;

/// <summary>A server's line as it may be shown: filtered here again, because not every server filters.</summary>
internal static class PlainText
{
    /// <summary>
    /// The text without its line end; empty for what is not shown. <paramref name="raw"/> holds
    /// <see cref="ServerLine.MaxEncoded"/> bytes and <paramref name="filtered"/> three times as many.
    /// </summary>
    public static ReadOnlySpan<byte> Of(in ServerLine line, Span<byte> raw, Span<byte> filtered)
    {
        var length = PlainWriter.Write(line, raw);
        var text = raw[..Math.Max(0, length - 1)];
        return TextFilter.IsPlainAscii(text) ? text : filtered[..TextFilter.Clean(text, filtered)];
    }
}
