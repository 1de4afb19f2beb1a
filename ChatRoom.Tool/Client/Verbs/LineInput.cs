using ChatRoom.Client.Conversation;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Verbs;

/// <summary>Says each line of the input as one message, as soon as it is read.</summary>
internal sealed class LineInput(Sender sender, Stream input) : InputSource(sender)
{
    private const int InputBytes = 64 << 10;

    private readonly LineSplitter _lines = new(Limits.MaxLine);
    private readonly byte[] _block = new byte[InputBytes];
    private ReadOnlyMemory<byte> _unsaid;

    protected override async Task<bool> SayAsync(Action<long, string> reject)
    {
        int read;
        while ((read = await ReadAsync(input, _block)) > 0)
        {
            _unsaid = _block.AsMemory(0, read);
            while (!_unsaid.IsEmpty)
            {
                if (!Sender.HasCapacity(1, Limits.MaxText) && !await WaitForCapacityAsync())
                {
                    return false;
                }

                await SayNextAsync(reject);
            }

            await Sender.FlushAsync();
        }

        await SayUnfinishedAsync(reject);
        return true;
    }

    /// <summary>Waits until many lines may be said, so that one write sends them together.</summary>
    private async Task<bool> WaitForCapacityAsync()
    {
        await Sender.FlushAsync();
        return await Sender.WaitForCapacityAsync(ResendBuffer.MaxLines / 4, ResendBuffer.MaxBytes / 4);
    }

    /// <summary>Says the next line of the block, if its end is there.</summary>
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
