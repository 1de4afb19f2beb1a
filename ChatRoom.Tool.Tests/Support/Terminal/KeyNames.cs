using System.Text;
using ChatRoom.Client.Terminal.Keys;

namespace ChatRoom.Tests.Support.Terminal;

/// <summary>Keys and bytes in the notation of the tests.</summary>
internal static class KeyNames
{
    /// <summary><c>C-</c>, <c>A-</c> and <c>S-</c> for Control, Alt and Shift, then the character or the name of the key.</summary>
    public static string Of(Key key) =>
        (key.Modifiers.HasFlag(KeyModifiers.Control) ? "C-" : "")
        + (key.Modifiers.HasFlag(KeyModifiers.Alt) ? "A-" : "")
        + (key.Modifiers.HasFlag(KeyModifiers.Shift) ? "S-" : "")
        + key.Kind switch
        {
            KeyKind.Character when key.Text == " " => "Space",
            KeyKind.Character => key.Text,
            KeyKind.Paste => $"Paste({key.Text.Replace("\n", "/", StringComparison.Ordinal)})",
            _ => key.Kind.ToString(),
        };

    public static string Of(IEnumerable<Key> keys) => string.Join(' ', keys.Select(Of));

    /// <summary>The bytes of a text whose control characters are written as terminals echo them: <c>^[</c> is ESC, <c>^?</c> is DEL.</summary>
    public static byte[] BytesOf(string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            plain.Append(text[i] == '^' ? (char)(text[++i] ^ 0x40) : text[i]);
        }

        return Encoding.UTF8.GetBytes(plain.ToString());
    }
}
