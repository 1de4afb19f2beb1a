using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Jobs.Output;

/// <summary>Splits a command's output into filtered lines that may be said. A note replaces a line that is too long. One loop uses it.</summary>
internal sealed class TextLines(Action<byte[]> take)
{
    private static readonly byte[] TooLong = [.. "(a line of more than 4096 bytes)"u8];

    private readonly LineSplitter _lines = new(Limits.MaxLine);
    private readonly byte[] _scratch = new byte[Limits.FilterScratch];

    public void Add(ReadOnlySpan<byte> output)
    {
        while (_lines.Next(ref output, out var line) is var found and not SplitResult.NeedMore)
        {
            Take(found == SplitResult.TooLong, line);
        }
    }

    /// <summary>A last line without a line end is a line.</summary>
    public void End()
    {
        if (_lines.TryFlush(evenInsideCharacter: true, out var rest))
        {
            Take(isTooLong: false, rest);
        }
    }

    private void Take(bool isTooLong, ReadOnlySpan<byte> line) =>
        take(!isTooLong && ChatText.TryParse(line, _scratch, out var text) ? text.Bytes.ToArray() : TooLong);
}
