using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Client;

/// <summary>
/// The client in a pipe: each line of input is one message, said as text; what is said in the room goes to
/// the output. Ends when all input is said and acknowledged. One loop reads input and says it, another
/// receives and prints, so that neither a slow input nor a slow output holds up the other.
/// </summary>
internal sealed class PipeClient(Link link, Stream input, Stream output, Stream errors)
{
    private const int InputBytes = 64 << 10;

    /// <summary>Lines said and not acknowledged: enough to keep the server busy, little enough to hold.</summary>
    private const int MaxOutstanding = 16 << 10;

    private readonly LinePrinter _printer = new(output, errors);
    private readonly LineSplitter _lines = new(Limits.MaxLine);
    private readonly byte[] _block = new byte[InputBytes];
    private readonly byte[] _scratch = new byte[Limits.FilterScratch];
    private ReadOnlyMemory<byte> _unsaid;
    private long _lineNumber;
    private volatile bool _inputEnded;
    private volatile bool _rejected;

    /// <summary>Runs to the end of input, or of the connection, or of the reader of our output; null is success.</summary>
    public async Task<Failure?> RunAsync()
    {
        using var leaving = new CancellationTokenSource();
        var receiving = Task.Run(() => ReceiveAsync(leaving.Token));
        var saying = Task.Run(SayAllAsync);
        if (await Task.WhenAny(receiving, saying) == receiving)
        {
            var end = await receiving;
            if (!_inputEnded || end?.Outcome == Outcome.BrokenPipe)
            {
                // A read of input cannot be interrupted, and nobody receives acknowledgements any more; both end with the process.
                return end;
            }
        }

        var said = await saying;
        if (said is null)
        {
            await link.LeaveAsync();
        }

        await leaving.CancelAsync();
        var received = await receiving;
        return said ?? (received?.Outcome == Outcome.BrokenPipe ? received
            : _rejected ? new Failure(Outcome.Rejected, "some lines were not said")
            : null);
    }

    private async Task<Failure?> ReceiveAsync(CancellationToken leaving)
    {
        try
        {
            while (await link.ReceiveAsync(Print, leaving))
            {
                if (!_printer.Flush())
                {
                    return new Failure(Outcome.BrokenPipe, "");
                }
            }

            return Lost();
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private void Print(in ServerLine line)
    {
        if (line.Kind == ServerLineKind.Error && line.Number > 0)
        {
            Reject(line.Number, TextFilter.Clean(Encoding.UTF8.GetString(line.Text)));
        }
        else if (line.Kind != ServerLineKind.Welcome)
        {
            _printer.Print(line);
        }
    }

    private async Task<Failure?> SayAllAsync()
    {
        int read;
        while ((read = await input.ReadAsync(_block)) > 0)
        {
            _unsaid = _block.AsMemory(0, read);
            while (!_unsaid.IsEmpty)
            {
                await SayNextAsync();
            }

            if (!await link.FlushAsync() || !await link.WaitForAcknowledgementsAsync(MaxOutstanding))
            {
                return Lost();
            }
        }

        await SayUnfinishedAsync();
        _inputEnded = true;
        return await link.FlushAsync() && await link.WaitForAcknowledgementsAsync(0) ? null : Lost();
    }

    /// <summary>Says the next line of the block, if it ends there.</summary>
    private ValueTask SayNextAsync()
    {
        var unsaid = _unsaid.Span;
        var found = _lines.Next(ref unsaid, out var line);
        _unsaid = _unsaid[^unsaid.Length..];
        return found switch
        {
            SplitResult.NeedMore => ValueTask.CompletedTask,
            SplitResult.TooLong => SkipTooLong(),
            _ => SayAsync(line),
        };
    }

    /// <summary>A last line without a line end is a line.</summary>
    private ValueTask SayUnfinishedAsync() =>
        _lines.TryFlush(evenInsideCharacter: true, out var line) ? SayAsync(line) : ValueTask.CompletedTask;

    private ValueTask SayAsync(ReadOnlySpan<byte> line)
    {
        if (!ChatText.TryParse(line, _scratch, out var text))
        {
            return SkipTooLong();
        }

        return link.SayAsync(++_lineNumber, text.Bytes);
    }

    private ValueTask SkipTooLong()
    {
        Reject(++_lineNumber, $"it is longer than {Limits.MaxText} bytes");
        return ValueTask.CompletedTask;
    }

    private void Reject(long lineNumber, string why)
    {
        _rejected = true;
        _printer.Explain($"line {lineNumber} was not said: {why}");
        _printer.Flush();
    }

    private Failure Lost() => new(Outcome.Lost, link.Unacknowledged switch
    {
        0 => "the connection was lost",
        1 => "the connection was lost, and 1 line was not acknowledged",
        var count => $"the connection was lost, and {count} lines were not acknowledged",
    });
}
