using System.Text;

namespace ChatRoom.Tests.Attacks;

/// <summary>Escapes a text for the message of a failed test.</summary>
internal static class TestText
{
    private const int MaxLength = 2000;

    public static string Shown(string text) => string.Concat(
        text.EnumerateRunes().Take(MaxLength).Select(rune => rune.Value is >= 0x20 and < 0x7F or '\n' ? rune.ToString() : $"<{rune.Value:X}>"));

    public static string Shown(ReadOnlySpan<byte> bytes) => Shown(Encoding.Latin1.GetString(bytes));
}
