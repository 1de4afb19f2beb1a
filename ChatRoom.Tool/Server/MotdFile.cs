using System.Diagnostics.CodeAnalysis;
using System.Text;
using ChatRoom.Files;
using ChatRoom.Protocol.Text;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server;

/// <summary>
/// The file that holds the message of the day: UTF-8, a notice for each line. It is told to everybody who comes in,
/// and so it is small; one that is not is refused as a whole.
/// </summary>
internal static class MotdFile
{
    /// <summary>What fits on a screen.</summary>
    public const int MostLines = 50;

    /// <summary>Bytes of UTF-8 of a line, without what the filter takes out.</summary>
    public const int MostLineBytes = 512;

    /// <summary>Bytes that are read at all.</summary>
    private const int MostBytes = 64 << 10;

    /// <summary>Has that told from now on; false where it cannot be read, and then nothing has changed.</summary>
    /// <param name="outcome">How much it is, or why not, in a sentence.</param>
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

    /// <summary>Reads its lines, filtered, without empty ones at the beginning and the end; false, and one sentence, where that cannot be.</summary>
    public static bool TryRead(string path, [NotNullWhen(true)] out string[]? lines, [NotNullWhen(false)] out string? whyNot)
    {
        lines = null;
        try
        {
            if (ReadBytes(path) is not { } bytes)
            {
                whyNot = $"{path} is longer than {MostBytes >> 10} KiB; a message of the day has at most {MostLines} lines of {MostLineBytes} bytes";
                return false;
            }

            lines = LinesOf(bytes);
        }
        catch (Exception error) when (FileFailure.IsExpectedOfNamed(error))
        {
            whyNot = $"cannot read {path}: {FileFailure.Reason(error)}";
            return false;
        }

        whyNot = lines.Length > MostLines ? $"{path} has {lines.Length} lines; a message of the day has at most {MostLines}"
            : Array.FindIndex(lines, line => Encoding.UTF8.GetByteCount(line) > MostLineBytes) is >= 0 and var longest
                ? $"a line of {path} is longer than {MostLineBytes} bytes: '{lines[longest][..20]}...'; make two of it"
            : null;
        return whyNot is null;
    }

    /// <summary>All of the file; null where that is too much.</summary>
    private static byte[]? ReadBytes(string path)
    {
        // One that is not a file, such as a pipe, has no length before its end.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[MostBytes + 1];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length > MostBytes ? null : bytes[..length];
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
