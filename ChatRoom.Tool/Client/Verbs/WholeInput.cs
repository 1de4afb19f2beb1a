using ChatRoom.Client.Conversation;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Verbs;

/// <summary>Says all of the input as one message: the server accepts all of its lines or none, with nothing between them.</summary>
internal sealed class WholeInput(Sender sender, Stream input) : InputSource(sender)
{
    protected override async Task<bool> SayAsync(Action<long, string> reject)
    {
        if (await ReadAsync() is not { } text)
        {
            reject(1, $"nothing was said: it is longer than {Limits.MaxTogetherBytes >> 10} KiB, which is the most that can be said together");
            return true;
        }

        // A part of a message is not said.
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

        // The server says a group after its last line, so all lines are checked before the first is sent.
        if (lines.FindIndex(line => !Fits(text.AsSpan(line.Start, line.Length))) is >= 0 and var index)
        {
            reject(index + 1, $"nothing was said: line {index + 1} is longer than {Limits.MaxText} bytes");
            return true;
        }

        if (lines.Count > 1)
        {
            Sender.BeginGroup(lines.Count);
        }

        foreach (var line in lines)
        {
            await SayLineAsync(text.AsSpan(line.Start, line.Length), reject);
        }

        return true;
    }

    /// <summary>Reads all of the input; null if it is too long.</summary>
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

    /// <summary>The positions of the lines; a line end at the end of the text begins no further line.</summary>
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
