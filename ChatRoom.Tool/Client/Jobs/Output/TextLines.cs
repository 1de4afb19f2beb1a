using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Jobs.Output;

/// <summary>Cuts a command's output into lines that may be said, filtered; one that is too long is named instead.</summary>
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

    /// <summary>A last line without its end is a line.</summary>
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
