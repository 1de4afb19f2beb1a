using ChatRoom.Client.Conversation;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Verbs;

/// <summary>
/// All of an input is one message: its lines are said together, or not at all, and nothing of anybody else
/// comes between them.
/// </summary>
internal sealed class WholeInput(Sender sender, Stream input) : InputSource(sender)
{
    protected override async Task<bool> SayAsync(Action<long, string> reject)
    {
        if (await ReadAsync() is not { } text)
        {
            reject(1, $"nothing was said: it is longer than {Limits.MaxTogetherBytes >> 10} KiB, which is the most that can be said together");
            return true;
        }

        // Half of a message is none.
        if (IsIncomplete)
        {
            return true;
        }

        var lines = Split(text);
        if (lines.Count > Limits.MaxTogetherLines)
        {
            reject(1, $"nothing was said: it has more than {Limits.MaxTogetherLines} lines, which are the most that can be said together");
            return true;
        }

        // What the server is promised must all be said: it waits for the last of it.
        if (lines.FindIndex(line => !Fits(text.AsSpan(line.Start, line.Length))) is >= 0 and var index)
        {
            reject(index + 1, $"nothing was said: line {index + 1} is longer than {Limits.MaxText} bytes");
            return true;
        }

        if (lines.Count > 1)
        {
            Sender.Together(lines.Count);
        }

        foreach (var line in lines)
        {
            await SayLineAsync(text.AsSpan(line.Start, line.Length), reject);
        }

        return true;
    }

    /// <summary>All of the input; null where that is too much.</summary>
    private async Task<byte[]?> ReadAsync()
    {
        var buffer = new byte[Limits.MaxTogetherBytes + 1];
        int length = 0, read;
        while (length < buffer.Length && (read = await ReadAsync(input, buffer.AsMemory(length))) > 0)
        {
            length += read;
        }

        return length < buffer.Length ? buffer[..length] : null;
    }

    /// <summary>Where the lines lie; an end of the last line begins no further one.</summary>
    private static List<(int Start, int Length)> Split(ReadOnlySpan<byte> text)
    {
        var lines = new List<(int Start, int Length)>();
        var start = 0;
        while (start < text.Length)
        {
            var end = text[start..].IndexOfAny((byte)'\n', (byte)'\r');
            var length = end < 0 ? text.Length - start : end;
            lines.Add((start, length));
            start += length + (text[(start + length)..].StartsWith("\r\n"u8) ? 2 : 1);
        }

        return lines;
    }
}
