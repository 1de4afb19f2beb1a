using System.Buffers;
using System.Text;

namespace ChatRoom.Protocol;

/// <summary>
/// The id of a session: the lines that a client sends over one connection or several. It is 16 to 32 of <c>0-9 a-z</c>,
/// random, because any client that knows it may resume the session.
/// </summary>
internal readonly record struct SessionId
{
    public const int MinLength = 16;

    public const int MaxLength = 32;

    private static readonly SearchValues<byte> Allowed = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz"u8);

    private readonly string _text;

    private SessionId(string text) => _text = text;

    public static bool IsValid(ReadOnlySpan<byte> raw) => raw.Length is >= MinLength and <= MaxLength && !raw.ContainsAnyExcept(Allowed);

    public static bool TryParse(ReadOnlySpan<byte> raw, out SessionId id)
    {
        var fits = IsValid(raw);
        id = fits ? new SessionId(Encoding.ASCII.GetString(raw)) : default;
        return fits;
    }

    /// <summary>Writes the id; returns its length, at most <see cref="MaxLength"/>.</summary>
    public int Write(Span<byte> output) => Encoding.ASCII.GetBytes(_text, output);

    public override string ToString() => _text;
}
