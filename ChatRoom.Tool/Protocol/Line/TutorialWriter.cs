using System.Text;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Protocol.Line;

/// <summary>
/// Writes a server's line for the tutorial's client: the line dialect's text in bare ASCII, every other
/// character a <c>?</c>. That client tears what is longer than one of its receives, and the torn-off
/// rest would look like a line of its own; so a long text becomes several lines, each with its head.
/// They are separated by CR and the event ends with LF: <see cref="TutorialChunk"/> sends both as LF.
/// </summary>
internal static class TutorialWriter
{
    /// <summary>Writes the event with its LF; returns its length, or 0 for what only programs are told.</summary>
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

    /// <summary>Adds at most <paramref name="most"/> characters; returns how many bytes they took in the text.</summary>
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
