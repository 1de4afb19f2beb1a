using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ChatRoom.Protocol;

/// <summary>
/// A name that is allowed: 1 to 32 of <c>A-Z a-z 0-9 _ - . [ ] { } | ^</c>, the same as another
/// where only the case differs. It holds no character that a server's own lines begin with.
/// </summary>
internal sealed class Nickname : IEquatable<Nickname>
{
    private readonly string _text;
    private readonly byte[] _bytes;

    private Nickname(string text)
    {
        _text = text;
        _bytes = Encoding.ASCII.GetBytes(text);
    }

    /// <summary>The name as it goes over the wire.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    public static bool TryParse(ReadOnlySpan<byte> raw, [NotNullWhen(true)] out Nickname? name) =>
        TryParse(Encoding.UTF8.GetString(raw), out name);

    public static bool TryParse(string raw, [NotNullWhen(true)] out Nickname? name)
    {
        var fits = raw.Length is > 0 and <= Limits.MaxName;
        for (var i = 0; fits && i < raw.Length; i++)
        {
            fits = IsAllowed(raw[i]);
        }

        name = fits ? new Nickname(raw) : null;
        return fits;
    }

    /// <summary>
    /// The nearest allowed name, for a peer that cannot be asked again: what is not allowed becomes
    /// <c>_</c>, what is too much is cut, nothing at all becomes <c>guest</c>.
    /// </summary>
    public static Nickname MakeAcceptable(string raw)
    {
        var text = new StringBuilder(Limits.MaxName);
        foreach (var rune in raw.Trim().EnumerateRunes())
        {
            if (text.Length < Limits.MaxName)
            {
                text.Append(rune.IsBmp && IsAllowed((char)rune.Value) ? (char)rune.Value : '_');
            }
        }

        return new Nickname(text.Length == 0 ? "guest" : text.ToString());
    }

    /// <summary>This name with <c>_number</c> behind it, shortened in front of that where it must be.</summary>
    public Nickname Numbered(int number)
    {
        var suffix = $"_{number}";
        return new Nickname(string.Concat(_text.AsSpan(0, Math.Min(_text.Length, Limits.MaxName - suffix.Length)), suffix));
    }

    public bool Equals(Nickname? other) =>
        other is not null && string.Equals(_text, other._text, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object? obj) => Equals(obj as Nickname);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(_text);

    public override string ToString() => _text;

    // Character by character: names are short, and a set to search for is compiled anew in every process.
    private static bool IsAllowed(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.' or '[' or ']' or '{' or '}' or '|' or '^';
}
