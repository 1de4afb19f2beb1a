using System.Globalization;
using System.Text;

namespace ChatRoom.Protocol.Irc;

/// <summary>
/// Splits a text into parts of bounded size between graphemes (UAX #29), which a reader sees as characters. It prefers the place
/// after a space. A grapheme that is longer than a part is split between its characters. Joined, the parts are the text.
/// </summary>
/// <param name="text">Valid UTF-8.</param>
/// <param name="most">Bytes of one part: at least 4.</param>
internal ref struct IrcParts(ReadOnlySpan<byte> text, int most)
{
    /// <summary>Bytes at the end of a part in which a space is looked for.</summary>
    private const int SpaceRange = 100;

    private ReadOnlySpan<byte> _rest = text;

    /// <summary>Takes the next part; false: there is none.</summary>
    public bool TryTake(out ReadOnlySpan<byte> part)
    {
        var length = _rest.Length <= most ? _rest.Length : PartLength();
        part = _rest[..length];
        _rest = _rest[length..];
        return length > 0;
    }

    private readonly int PartLength()
    {
        var range = Math.Max(0, most - SpaceRange);
        for (var end = most; _rest[range..end].LastIndexOf((byte)' ') is >= 0 and var space; end = range + space)
        {
            if (IsSpaceAlone(_rest[(range + space)..]))
            {
                return range + space + 1;
            }
        }

        return Ascii.IsValid(_rest[..(most + 1)]) ? most : GraphemesLength();
    }

    /// <summary>False: a combining mark follows the space, with which the text begins, and both are one grapheme.</summary>
    private static bool IsSpaceAlone(ReadOnlySpan<byte> text)
    {
        if (text[1] < 0x80)
        {
            return true;
        }

        Span<char> characters = [' ', default, default];
        _ = Rune.DecodeFromUtf8(text[1..], out var next, out _);
        return StringInfo.GetNextTextElementLength(characters[..(1 + next.EncodeToUtf16(characters[1..]))]) == 1;
    }

    /// <summary>The length of the whole graphemes that fit; if not even one fits, of the characters.</summary>
    private readonly int GraphemesLength()
    {
        // The window is longer than a part, so a grapheme that goes on after it does not fit anyway.
        var window = _rest[..WholeCharacters(Math.Min(_rest.Length, most + 4))];
        Span<char> characters = stackalloc char[window.Length];
        characters = characters[..Encoding.UTF8.GetChars(window, characters)];
        ReadOnlySpan<char> rest = characters;
        var length = 0;
        while (!rest.IsEmpty)
        {
            var next = StringInfo.GetNextTextElementLength(rest);
            var bytes = Encoding.UTF8.GetByteCount(rest[..next]);
            if (length + bytes > most)
            {
                break;
            }

            length += bytes;
            rest = rest[next..];
        }

        return length > 0 ? length : WholeCharacters(most);
    }

    /// <summary>The length of the whole characters in the first bytes of the text.</summary>
    private readonly int WholeCharacters(int length)
    {
        while (length < _rest.Length && (_rest[length] & 0xC0) == 0x80)
        {
            length--;
        }

        return length;
    }
}
