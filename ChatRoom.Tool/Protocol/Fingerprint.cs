using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ChatRoom.Protocol;

/// <summary>
/// The SHA-256 of a certificate, by which a person recognizes it: <c>SHA256:</c> and 43 characters of Base64, as ssh writes it.
/// 64 hexadecimal digits, with or without colons, are read too, as openssl writes it.
/// </summary>
internal sealed record Fingerprint
{
    private const string Prefix = "SHA256:";

    private readonly string _text;

    private Fingerprint(ReadOnlySpan<byte> hash) => _text = Prefix + Convert.ToBase64String(hash).TrimEnd('=');

    /// <param name="certificate">The whole certificate, as DER.</param>
    public static Fingerprint Of(ReadOnlySpan<byte> certificate) => new(SHA256.HashData(certificate));

    public static bool TryParse(string text, [NotNullWhen(true)] out Fingerprint? fingerprint)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var digits = text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? text[Prefix.Length..] : text;
        var hexadecimal = digits.Replace(":", "", StringComparison.Ordinal);
        var isValid = hexadecimal.Length == 2 * hash.Length
            ? Convert.FromHexString(hexadecimal, hash, out _, out _) == System.Buffers.OperationStatus.Done
            : Convert.TryFromBase64String(digits.TrimEnd('=') + "=", hash, out var length) && length == hash.Length;
        fingerprint = isValid ? new Fingerprint(hash) : null;
        return isValid;
    }

    /// <summary>The hash as 64 hexadecimal digits, as IRC clients write it.</summary>
    public string ToHexadecimal() => Convert.ToHexStringLower(Convert.FromBase64String(_text[Prefix.Length..] + "="));

    public override string ToString() => _text;
}
