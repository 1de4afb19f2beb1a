using System.Text;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Protocol;

/// <summary>
/// The text of a message: filtered UTF-8 of at most <see cref="Limits.MaxText"/> bytes, as a view over a buffer of the caller.
/// A text that needs no filtering is not copied.
/// </summary>
internal readonly ref struct ChatText
{
    private ChatText(ReadOnlySpan<byte> bytes) => Bytes = bytes;

    public ReadOnlySpan<byte> Bytes { get; }

    public bool IsEmpty => Bytes.IsEmpty;

    /// <summary>
    /// Filters <paramref name="raw"/>; false if it is too long. <paramref name="scratch"/> holds
    /// <see cref="Limits.FilterScratch"/> bytes and must not change while the text is used.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> raw, Span<byte> scratch, out ChatText text)
    {
        if (raw.Length > Limits.MaxLine)
        {
            text = default;
            return false;
        }

        text = new ChatText(TextFilter.IsPlainAscii(raw) ? raw : scratch[..TextFilter.Clean(raw, scratch)]);
        return text.Bytes.Length <= Limits.MaxText;
    }

    /// <summary>The text without its first bytes, which must be whole characters.</summary>
    public ChatText From(int start) => new(Bytes[start..]);

    /// <summary>The bytes up to the first space; <paramref name="rest"/> is the text after that space and all spaces that follow it.</summary>
    public ReadOnlySpan<byte> FirstWord(out ChatText rest)
    {
        var space = Bytes.IndexOf((byte)' ');
        rest = space < 0 ? default : new ChatText(Bytes[space..].TrimStart((byte)' '));
        return space < 0 ? Bytes : Bytes[..space];
    }

    public override string ToString() => Encoding.UTF8.GetString(Bytes);
}
