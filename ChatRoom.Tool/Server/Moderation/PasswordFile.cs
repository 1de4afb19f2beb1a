using System.Diagnostics.CodeAnalysis;
using System.Text;
using ChatRoom.Files;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Server.Moderation;

/// <summary>A file with a password in its first line, as the server and its clients read it. Stateless.</summary>
internal static class PasswordFile
{
    /// <summary>Reads the password. False if there is none, or one that cannot be typed.</summary>
    /// <param name="what">The password in sentences, such as <c>the operators' password</c>.</param>
    /// <param name="warning">Another problem with the file, or null.</param>
    /// <param name="whyNot">The problem, and what to do.</param>
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
            warning = IsReadableByOthers(path) ? $"others can read {what} in {path}: chmod 600 {path}" : null;
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpectedForNamedFile(error))
        {
            whyNot = $"cannot read {what} from {path}: {FileFailure.Reason(error)}";
            return false;
        }
    }

    /// <summary>
    /// The rest of a sentence that begins with the password's source: the problem, and what to do. null: there is no problem. A
    /// password is filtered like all text, and loses spaces at its ends: it must be the same after that.
    /// </summary>
    public static string? WhyUnusable(ReadOnlySpan<byte> text, string what)
    {
        if (text.Length > Limits.MaxPassword)
        {
            return $"is longer than {Limits.MaxPassword} bytes; write a shorter password there";
        }

        Span<byte> output = stackalloc byte[3 * Limits.MaxPassword];
        return text.Length == 0 ? $"is empty; write {what} there"
            : text[0] == ' ' || text[^1] == ' ' ? "begins or ends with a space; write the password there without it"
            : !output[..TextFilter.Clean(text, output)].SequenceEqual(text) ? "has characters that cannot be typed, such as a tab; write a password of printable characters there"
            : null;
    }

    /// <summary>Without the line end, and without the byte order mark that some editors write.</summary>
    private static byte[] FirstLine(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[Limits.MaxPassword + 8];
        var read = bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        var end = read.IndexOfAny((byte)'\n', (byte)'\r');
        var line = end < 0 ? read : read[..end];
        return line.StartsWith(Encoding.UTF8.Preamble) ? line[Encoding.UTF8.Preamble.Length..].ToArray() : line.ToArray();
    }

    private static bool IsReadableByOthers(string path) =>
        !OperatingSystem.IsWindows()
        && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0;
}
