using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ChatRoom.Protocol;

/// <summary>
/// A name that is allowed: 1 to 32 of <c>A-Z a-z 0-9 _ - . [ ] { } | ^</c>. Two names are equal if only the case differs.
/// It holds no character with which a server's own lines begin.
/// </summary>
internal sealed class Nickname : IEquatable<Nickname>
{
    private readonly byte[] _bytes;

    private Nickname(byte[] bytes) => _bytes = bytes;

    /// <summary>The name in ASCII, as it is sent.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    public static bool TryParse(ReadOnlySpan<byte> raw, [NotNullWhen(true)] out Nickname? name)
    {
        var fits = raw.Length is > 0 and <= Limits.MaxName;
        for (var i = 0; fits && i < raw.Length; i++)
        {
            fits = IsAllowed((char)raw[i]);
        }

        name = fits ? new Nickname(raw.ToArray()) : null;
        return fits;
    }

    public static bool TryParse(string raw, [NotNullWhen(true)] out Nickname? name) => TryParse(Encoding.UTF8.GetBytes(raw), out name);

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

        return new Nickname(Encoding.ASCII.GetBytes(text.Length == 0 ? "guest" : text.ToString()));
    }

    /// <summary>This name followed by <c>_number</c>. If that is too long, the name is shortened.</summary>
    public Nickname Numbered(int number)
    {
        var suffix = Encoding.ASCII.GetBytes($"_{number}");
        return new Nickname([.. _bytes.AsSpan(0, Math.Min(_bytes.Length, Limits.MaxName - suffix.Length)), .. suffix]);
    }

    public bool Equals(Nickname? other) =>
        other is not null && Ascii.EqualsIgnoreCase(_bytes, other._bytes);

    public override bool Equals(object? obj) => Equals(obj as Nickname);

    public override int GetHashCode()
    {
        Span<byte> lower = stackalloc byte[Limits.MaxName];
        _ = Ascii.ToLower(_bytes, lower, out var length);
        var hash = default(HashCode);
        hash.AddBytes(lower[..length]);
        return hash.ToHashCode();
    }

    public override string ToString() => Encoding.ASCII.GetString(_bytes);

    // Tests one character at a time, as names are short. A SearchValues would be compiled in every process.
    private static bool IsAllowed(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.' or '[' or ']' or '{' or '}' or '|' or '^';
}
