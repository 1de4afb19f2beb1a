using System.Security.Cryptography;

namespace ChatRoom.Server.Moderation;

/// <summary>What lets in whoever knows it, or makes an operator of it. Held as a hash alone, and never shown.</summary>
internal sealed class Password(ReadOnlySpan<byte> text)
{
    private readonly byte[] _hash = SHA256.HashData(text);

    /// <summary>Where it was read, and can be read again; null where it came from elsewhere.</summary>
    public string? Path { get; init; }

    /// <summary>Takes as long for every text of one length, so that its time tells nothing. Spaces at the ends do not count.</summary>
    public bool Is(ReadOnlySpan<byte> given)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(given.Trim((byte)' '), hash);
        return CryptographicOperations.FixedTimeEquals(hash, _hash);
    }

    public bool IsSame(Password other) => CryptographicOperations.FixedTimeEquals(_hash, other._hash);
}
