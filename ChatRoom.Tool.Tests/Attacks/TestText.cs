using System.Text;

namespace ChatRoom.Tests.Attacks;

/// <summary>Shows a text in the message of a failure, so that it does nothing there.</summary>
internal static class TestText
{
    private const int Most = 2000;

    public static string Shown(string text) => string.Concat(
        text.EnumerateRunes().Take(Most).Select(rune => rune.Value is >= 0x20 and < 0x7F or '\n' ? rune.ToString() : $"<{rune.Value:X}>"));

    public static string Shown(ReadOnlySpan<byte> bytes) => Shown(Encoding.Latin1.GetString(bytes));
}
