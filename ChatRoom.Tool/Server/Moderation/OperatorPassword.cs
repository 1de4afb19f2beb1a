using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Storage;

namespace ChatRoom.Server.Moderation;

/// <summary>What makes an operator of whoever knows it. Held as a hash alone, and never shown.</summary>
internal sealed class OperatorPassword
{
    /// <summary>Bytes of UTF-8: what can be typed in one line, and more than anybody does.</summary>
    private const int MaxBytes = 1000;

    private readonly byte[] _hash;

    private OperatorPassword(ReadOnlySpan<byte> password) => _hash = SHA256.HashData(password);

    /// <summary>Takes as long for every text of one length, so that its time tells nothing.</summary>
    public bool Is(ReadOnlySpan<byte> given)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(given, hash);
        return CryptographicOperations.FixedTimeEquals(hash, _hash);
    }

    /// <summary>Reads the first line of a file; false, and one sentence, where it cannot be typed or is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="password">What stands there.</param>
    /// <param name="warning">What is wrong with the file all the same, or null.</param>
    /// <param name="whyNot">What to do.</param>
    public static bool TryRead(string path, [NotNullWhen(true)] out OperatorPassword? password, out string? warning, [NotNullWhen(false)] out string? whyNot)
    {
        (password, warning, whyNot) = (null, null, null);
        try
        {
            var line = FirstLine(path);
            if (WhyUnusable(line) is { } wrong)
            {
                whyNot = $"the first line of {path} {wrong}";
                return false;
            }

            password = new OperatorPassword(line);
            warning = IsOpen(path) ? $"others can read the operators' password in {path}: chmod 600 {path}" : null;
            return true;
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            whyNot = $"cannot read the operators' password from {path}: {Failure.Reason(error)}";
            return false;
        }
    }

    /// <summary>Without its end, and without what some editors put in front of a text.</summary>
    private static byte[] FirstLine(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[MaxBytes + 8];
        var read = bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        var end = read.IndexOfAny((byte)'\n', (byte)'\r');
        var line = end < 0 ? read : read[..end];
        return line.StartsWith(Encoding.UTF8.Preamble) ? line[Encoding.UTF8.Preamble.Length..].ToArray() : line.ToArray();
    }

    /// <summary>What is typed is filtered as all is, and has no spaces at its ends.</summary>
    private static string? WhyUnusable(byte[] line)
    {
        if (line.Length > MaxBytes)
        {
            return $"is longer than {MaxBytes} bytes; write a shorter password there";
        }

        var output = new byte[3 * line.Length];
        return line.Length == 0 ? "is empty; write the operators' password there"
            : line[0] == ' ' || line[^1] == ' ' ? "begins or ends with a space; write the password there without it"
            : !output.AsSpan(0, TextFilter.Clean(line, output)).SequenceEqual(line) ? "holds what cannot be typed, such as a tab; write a password of printable characters there"
            : null;
    }

    private static bool IsOpen(string path) =>
        !OperatingSystem.IsWindows()
        && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0;
}
