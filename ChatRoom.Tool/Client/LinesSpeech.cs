using ChatRoom.Protocol;

namespace ChatRoom.Client;

/// <summary>Each line of an input is one message, said when it is there.</summary>
internal sealed class LinesSpeech(Link link, Stream input) : Speech(link)
{
    private const int InputBytes = 64 << 10;

    /// <summary>Lines said and not acknowledged: enough to keep the server busy, little enough to hold.</summary>
    private const int MaxOutstanding = 16 << 10;

    private readonly LineSplitter _lines = new(Limits.MaxLine);
    private readonly byte[] _block = new byte[InputBytes];
    private ReadOnlyMemory<byte> _unsaid;

    protected override async Task<bool> SayAsync(Action<long, string> reject)
    {
        int read;
        while ((read = await input.ReadAsync(_block)) > 0)
        {
            _unsaid = _block.AsMemory(0, read);
            while (!_unsaid.IsEmpty)
            {
                await SayNextAsync(reject);
            }

            if (!await Link.FlushAsync() || !await Link.WaitForAcknowledgementsAsync(MaxOutstanding))
            {
                return false;
            }
        }

        await SayUnfinishedAsync(reject);
        return true;
    }

    /// <summary>Says the next line of the block, if it ends there.</summary>
    private ValueTask SayNextAsync(Action<long, string> reject)
    {
        var unsaid = _unsaid.Span;
        var found = _lines.Next(ref unsaid, out var line);
        _unsaid = _unsaid[^unsaid.Length..];
        if (found == SplitResult.TooLong)
        {
            RejectTooLong(reject);
        }

        return found == SplitResult.Line ? SayLineAsync(line, reject) : ValueTask.CompletedTask;
    }

    /// <summary>A last line without a line end is a line.</summary>
    private ValueTask SayUnfinishedAsync(Action<long, string> reject) =>
        _lines.TryFlush(evenInsideCharacter: true, out var line) ? SayLineAsync(line, reject) : ValueTask.CompletedTask;
}
