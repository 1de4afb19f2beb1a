using System.Buffers.Binary;
using System.Security.Cryptography;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Options;

/// <summary>
/// The password of the server or of its operators. Never changes and never printed. It is not hashed: a hash needs OpenSSL,
/// which some machines do not have.
/// </summary>
internal sealed class Password(ReadOnlySpan<byte> text)
{
    private const int LengthBytes = 2;
    private const int PaddedBytes = LengthBytes + Limits.MaxPassword;

    private readonly byte[] _padded = Pad(text, new byte[PaddedBytes]).ToArray();

    /// <summary>The file from which it was read and can be read again; null: it did not come from a file.</summary>
    public string? Path { get; init; }

    /// <summary>Compares in the same time for every text, so that the time reveals nothing. Spaces at the ends do not count.</summary>
    public bool Matches(ReadOnlySpan<byte> given)
    {
        given = given.Trim((byte)' ');
        return given.Length <= Limits.MaxPassword && CryptographicOperations.FixedTimeEquals(Pad(given, stackalloc byte[PaddedBytes]), _padded);
    }

    /// <summary>The text, for the part of this server that gives it in the name of a client that has proved to know it.</summary>
    public byte[] ToArray() => _padded[LengthBytes..(LengthBytes + BinaryPrimitives.ReadUInt16LittleEndian(_padded))];

    /// <summary>Whether the password was the key of an HMAC of these bytes (RFC 2104, with SHA-256). The time reveals nothing.</summary>
    public bool HasSigned(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(ToArray(), bytes, expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }

    public bool IsSameAs(Password other) => CryptographicOperations.FixedTimeEquals(_padded, other._padded);

    /// <summary>The length, the text, and zeros up to the longest password.</summary>
    private static ReadOnlySpan<byte> Pad(ReadOnlySpan<byte> text, Span<byte> padded)
    {
        padded.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(padded, (ushort)text.Length);
        text.CopyTo(padded[LengthBytes..]);
        return padded;
    }
}
