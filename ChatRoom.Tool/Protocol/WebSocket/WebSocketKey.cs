using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace ChatRoom.Protocol.WebSocket;

/// <summary>
/// The exchange that shows a client that the server speaks WebSocket (RFC 6455, section 4.2.2). It protects nothing.
/// </summary>
internal static class WebSocketKey
{
    private const int KeyBytes = 16;

    /// <summary>In characters: of Base64 for 16 bytes.</summary>
    private const int KeyLength = 24;

    /// <summary>True if <c>Sec-WebSocket-Key</c> is 16 bytes in Base64.</summary>
    public static bool IsValid(ReadOnlySpan<char> key)
    {
        Span<byte> bytes = stackalloc byte[KeyBytes];
        return key.Length == KeyLength && Convert.TryFromBase64Chars(key, bytes, out var length) && length == KeyBytes;
    }

    /// <summary>The value of <c>Sec-WebSocket-Accept</c> for a valid key.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "The standard requires this hash, and nothing depends on its strength.")]
    public static string Accept(ReadOnlySpan<char> key)
    {
        var suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8;
        Span<byte> input = stackalloc byte[KeyLength + suffix.Length];
        var length = Encoding.ASCII.GetBytes(key, input);
        suffix.CopyTo(input[length..]);
        return Convert.ToBase64String(SHA1.HashData(input));
    }
}
