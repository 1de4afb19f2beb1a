using System.Diagnostics.CodeAnalysis;
using System.Text;
using ChatRoom.Files;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Server.Moderation;

/// <summary>A password as a file holds it: its first line, which can be typed in one line. Both sides read it so.</summary>
internal static class PasswordFile
{
    /// <summary>Reads the first line of a file; false, and one sentence, where it cannot be typed or is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What the password is, as in <c>the operators' password</c>.</param>
    /// <param name="text">What stands there.</param>
    /// <param name="warning">What is wrong with the file all the same, or null.</param>
    /// <param name="whyNot">What to do.</param>
    public static bool TryRead(string path, string what, [NotNullWhen(true)] out byte[]? text, out string? warning, [NotNullWhen(false)] out string? whyNot)
    {
        (text, warning, whyNot) = (null, null, null);
        try
        {
            var line = FirstLine(path);
            if (WhyUnusable(line, what) is { } wrong)
            {
                whyNot = $"the first line of {path} {wrong}";
                return false;
            }

            text = line;
            warning = IsOpen(path) ? $"others can read {what} in {path}: chmod 600 {path}" : null;
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpectedOfNamed(error))
        {
            whyNot = $"cannot read {what} from {path}: {FileFailure.Reason(error)}";
            return false;
        }
    }

    /// <summary>Why it is no password, and what to do, behind what names it; null where it is one. What is typed is filtered as all is, and has no spaces at its ends.</summary>
    public static string? WhyUnusable(ReadOnlySpan<byte> text, string what)
    {
        if (text.Length > Limits.MaxPassword)
        {
            return $"is longer than {Limits.MaxPassword} bytes; write a shorter password there";
        }

        Span<byte> output = stackalloc byte[3 * Limits.MaxPassword];
        return text.Length == 0 ? $"is empty; write {what} there"
            : text[0] == ' ' || text[^1] == ' ' ? "begins or ends with a space; write the password there without it"
            : !output[..TextFilter.Clean(text, output)].SequenceEqual(text) ? "holds what cannot be typed, such as a tab; write a password of printable characters there"
            : null;
    }

    /// <summary>Without its end, and without what some editors put in front of a text.</summary>
    private static byte[] FirstLine(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[Limits.MaxPassword + 8];
        var read = bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        var end = read.IndexOfAny((byte)'\n', (byte)'\r');
        var line = end < 0 ? read : read[..end];
        return line.StartsWith(Encoding.UTF8.Preamble) ? line[Encoding.UTF8.Preamble.Length..].ToArray() : line.ToArray();
    }

    private static bool IsOpen(string path) =>
        !OperatingSystem.IsWindows()
        && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0;
}
