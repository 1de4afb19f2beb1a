using System.Buffers;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;
using ChatRoom.Server.Doors.Web.Answers;

namespace ChatRoom.Server.Doors.Web.Requests;

/// <summary>The lines of a body, as they are said: filtered, none of them empty, at most as many as may be said together.</summary>
internal static class PostedLines
{
    /// <summary>Splits a text that a person or a script sent. A line that is too long is refused.</summary>
    public static Refusal? TrySplit(ReadOnlySpan<byte> text, out List<byte[]> lines) => TrySplit(text, cutsLongLines: false, out lines);

    /// <summary>Splits a text that was made of a webhook's body. Its sender cannot be asked to write shorter lines, so a long one becomes several.</summary>
    public static Refusal? TrySplit(string text, out List<byte[]> lines) => TrySplit(Encoding.UTF8.GetBytes(text), cutsLongLines: true, out lines);

    private static Refusal? TrySplit(ReadOnlySpan<byte> text, bool cutsLongLines, out List<byte[]> lines)
    {
        lines = [];
        var total = 0;
        var scratch = ArrayPool<byte>.Shared.Rent(3 * text.Length);
        try
        {
            while (!text.IsEmpty)
            {
                var end = text.IndexOfAny((byte)'\n', (byte)'\r');
                var line = scratch.AsSpan(0, TextFilter.Clean(end < 0 ? text : text[..end], scratch)).TrimEnd((byte)' ');
                text = end < 0 ? default : text[(end + 1)..];
                if (line.Length > Limits.MaxText && !cutsLongLines)
                {
                    return Refusal.TooLong;
                }

                total += line.Length;
                Add(lines, line);
                if (total > Limits.MaxTogetherBytes || lines.Count > Limits.MaxTogetherLines)
                {
                    return Refusal.TooMuchTogether;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }

        return lines.Count == 0 ? WebRefusals.NoText : null;
    }

    private static void Add(List<byte[]> lines, ReadOnlySpan<byte> line)
    {
        while (line.Length > Limits.MaxText)
        {
            var length = CutBefore(line);
            lines.Add(line[..length].ToArray());
            line = line[length..].TrimStart((byte)' ');
        }

        if (!line.IsEmpty)
        {
            lines.Add(line.ToArray());
        }
    }

    /// <summary>The length of a first line: up to a space if there is one in its second half, and never within a character.</summary>
    private static int CutBefore(ReadOnlySpan<byte> line)
    {
        var space = line[..Limits.MaxText].LastIndexOf((byte)' ');
        var length = space > Limits.MaxText / 2 ? space : Limits.MaxText;
        while ((line[length] & 0b1100_0000) == 0b1000_0000)
        {
            length--;
        }

        return length;
    }
}
