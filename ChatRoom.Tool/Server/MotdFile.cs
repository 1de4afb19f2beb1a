using System.Diagnostics.CodeAnalysis;
using System.Text;
using ChatRoom.Files;
using ChatRoom.Protocol.Text;
using ChatRoom.Server.Rooms.Reading;

namespace ChatRoom.Server;

/// <summary>
/// The file with the message of the day: UTF-8, one notice for each line. Every new member is sent all of it, so it must be
/// small; a larger file is refused as a whole.
/// </summary>
internal static class MotdFile
{
    /// <summary>As many lines as fit on a screen.</summary>
    public const int MaxLines = 50;

    /// <summary>Bytes of UTF-8 in a line, after the filter.</summary>
    public const int MaxLineBytes = 512;

    /// <summary>Bytes of a file that are read.</summary>
    private const int MaxBytes = 64 << 10;

    /// <summary>Puts the file in force; false, and nothing has changed, if it cannot be read.</summary>
    /// <param name="outcome">The number of lines, or why the file cannot be used.</param>
    public static bool TryLoad(string path, MessageOfTheDay motd, out string outcome)
    {
        if (!TryRead(path, out var lines, out var whyNot))
        {
            outcome = whyNot;
            return false;
        }

        motd.Set(lines);
        outcome = lines.Length == 1 ? "1 line" : $"{lines.Length} lines";
        return true;
    }

    /// <summary>Reads the filtered lines, without empty ones at the beginning and the end; false, and one sentence, if that fails.</summary>
    public static bool TryRead(string path, [NotNullWhen(true)] out string[]? lines, [NotNullWhen(false)] out string? whyNot)
    {
        lines = null;
        try
        {
            if (ReadBytes(path) is not { } bytes)
            {
                whyNot = $"{path} is longer than {MaxBytes >> 10} KiB; a message of the day has at most {MaxLines} lines of {MaxLineBytes} bytes";
                return false;
            }

            lines = LinesOf(bytes);
        }
        catch (Exception error) when (FileFailure.IsExpectedForNamedFile(error))
        {
            whyNot = $"cannot read {path}: {FileFailure.Reason(error)}";
            return false;
        }

        whyNot = lines.Length > MaxLines ? $"{path} has {lines.Length} lines; a message of the day has at most {MaxLines}"
            : Array.FindIndex(lines, line => Encoding.UTF8.GetByteCount(line) > MaxLineBytes) is >= 0 and var longest
                ? $"a line of {path} is longer than {MaxLineBytes} bytes: '{lines[longest][..20]}...'; split it into two lines"
            : null;
        return whyNot is null;
    }

    /// <summary>The bytes of the file; null: it is too long.</summary>
    private static byte[]? ReadBytes(string path)
    {
        // A pipe has no length before its end.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[MaxBytes + 1];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length > MaxBytes ? null : bytes[..length];
    }

    private static string[] LinesOf(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);
        var lines = text.ReplaceLineEndings("\n").Split('\n').Select(line => TextFilter.Clean(line).TrimEnd()).ToList();
        var first = lines.FindIndex(line => line.Length > 0);
        var last = lines.FindLastIndex(line => line.Length > 0);
        return first < 0 ? [] : [.. lines[first..(last + 1)]];
    }
}
