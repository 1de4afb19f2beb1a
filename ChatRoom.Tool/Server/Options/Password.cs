using System.Buffers.Binary;
using System.Security.Cryptography;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Options;

/// <summary>What lets in whoever knows it, or makes an operator of it. Never shown, and not hashed: a hash needs OpenSSL, which not every machine has.</summary>
internal sealed class Password(ReadOnlySpan<byte> text)
{
    private const int LengthBytes = 2;
    private const int PaddedBytes = LengthBytes + Limits.MaxPassword;

    private readonly byte[] _padded = Pad(text, new byte[PaddedBytes]).ToArray();

    /// <summary>Where it was read, and can be read again; null where it came from elsewhere.</summary>
    public string? Path { get; init; }

    /// <summary>Takes as long for every text that a password may be, so that its time tells nothing. Spaces at the ends do not count.</summary>
    public bool Is(ReadOnlySpan<byte> given)
    {
        given = given.Trim((byte)' ');
        return given.Length <= Limits.MaxPassword && CryptographicOperations.FixedTimeEquals(Pad(given, stackalloc byte[PaddedBytes]), _padded);
    }

    public bool IsSame(Password other) => CryptographicOperations.FixedTimeEquals(_padded, other._padded);

    /// <summary>Its length, itself, and zeros up to the longest that there is.</summary>
    private static ReadOnlySpan<byte> Pad(ReadOnlySpan<byte> text, Span<byte> padded)
    {
        padded.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(padded, (ushort)text.Length);
        text.CopyTo(padded[LengthBytes..]);
        return padded;
    }
}
