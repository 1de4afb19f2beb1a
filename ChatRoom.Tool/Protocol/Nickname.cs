using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ChatRoom.Protocol;

/// <summary>
/// A name that is allowed: 1 to 32 of <c>A-Z a-z 0-9 _ - . [ ] { } | ^</c>. Two names are equal if only the case differs.
/// It holds no character with which a server's own lines begin.
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

    /// <summary>The name in ASCII, as it is sent.</summary>
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
    /// The nearest allowed name, for a client that cannot be asked again. Other characters become <c>_</c>, a longer name is
    /// cut, and an empty one becomes <c>guest</c>.
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

    /// <summary>This name followed by <c>_number</c>. If that is too long, the name is shortened.</summary>
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

    // Tests one character at a time, as names are short. A SearchValues would be compiled in every process.
    private static bool IsAllowed(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.' or '[' or ']' or '{' or '}' or '|' or '^';
}
