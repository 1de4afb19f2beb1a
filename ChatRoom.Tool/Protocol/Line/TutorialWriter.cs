using System.Text;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Protocol.Line;

/// <summary>
/// Writes a server's line for the tutorial's client: as in the line dialect, but each character that is not ASCII becomes <c>?</c>.
/// The client would split a line that is longer than one of its receives. So a long text becomes several lines, each
/// with its head. CR separates them and LF ends the event: <see cref="TutorialChunk"/> sends both as LF.
/// </summary>
internal static class TutorialWriter
{
    /// <summary>Writes the event with its LF; returns its length, or 0 for a line that is sent to programs only.</summary>
    public static int Write(in ServerLine line, Span<byte> output)
    {
        Span<byte> headBuffer = stackalloc byte[256];
        var head = new LineBuilder(headBuffer);
        PlainWriter.AddHead(line, ref head);
        if (head.Length == 0)
        {
            return 0;
        }

        var to = new LineBuilder(output);
        var room = Limits.TutorialChunk - head.Length - 1;
        var rest = PlainWriter.BodyOf(line);
        do
        {
            to.Add(headBuffer[..head.Length]);
            rest = rest[AddAscii(ref to, rest, room)..];
            to.Add(rest.IsEmpty ? (byte)'\n' : (byte)'\r');
        }
        while (!rest.IsEmpty);

        return to.Length;
    }

    /// <summary>Adds at most <paramref name="most"/> characters; returns the number of bytes that they have in the text.</summary>
    private static int AddAscii(ref LineBuilder to, scoped ReadOnlySpan<byte> text, int most)
    {
        var taken = 0;
        while (taken < text.Length && most-- > 0)
        {
            _ = Rune.DecodeFromUtf8(text[taken..], out var rune, out var consumed);
            to.Add(rune.IsAscii ? (byte)rune.Value : (byte)'?');
            taken += consumed;
        }

        return taken;
    }
}
