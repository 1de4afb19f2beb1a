using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ChatRoom.Client.Terminal.Device;
using ChatRoom.Client.Terminal.Keys;

namespace ChatRoom.Client.Terminal;

/// <summary>
/// The input of the terminal, for one loop. Input during a long operation is kept for later. Only Ctrl-C and the
/// terminal's end take effect at once: they cancel the operation.
/// </summary>
internal sealed class TypeAhead(ChannelReader<TerminalInput> inputs)
{
    private static readonly Key Interrupt = new(KeyKind.Character, "c", KeyModifiers.Control);

    private readonly Queue<TerminalInput> _kept = [];

    /// <summary>Runs an operation; not done: the user pressed Ctrl-C, or the terminal is gone.</summary>
    /// <param name="work">Ends soon with an <see cref="OperationCanceledException"/> when it is canceled.</param>
    public async Task<(bool IsDone, T? Result)> RunCancelableAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        using var canceled = new CancellationTokenSource();
        using var done = new CancellationTokenSource();
        if (_kept.Any(IsCancel))
        {
            return default;
        }

        var watching = WatchAsync(canceled, done.Token);
        try
        {
            return (true, await work(canceled.Token));
        }
        catch (OperationCanceledException) when (canceled.IsCancellationRequested)
        {
            return default;
        }
        finally
        {
            await done.CancelAsync();
            await watching;
        }
    }

    /// <summary>All inputs until the terminal is gone.</summary>
    public async IAsyncEnumerable<TerminalInput> ReadAllAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        do
        {
            while (TryRead(out var input))
            {
                yield return input;
            }
        }
        while (await inputs.WaitToReadAsync(cancel));
    }

    /// <summary>The next input, if there is one already.</summary>
    public bool TryRead([MaybeNullWhen(false)] out TerminalInput input) => _kept.TryDequeue(out input) || inputs.TryRead(out input);

    private static bool IsCancel(TerminalInput input) => input.Key == Interrupt || input.Kind == TerminalInputKind.Ended;

    private async Task WatchAsync(CancellationTokenSource canceled, CancellationToken done)
    {
        try
        {
            await foreach (var input in inputs.ReadAllAsync(done))
            {
                // Kept as well: the operation may be done already, and then the next reader must see it.
                _kept.Enqueue(input);
                if (IsCancel(input))
                {
                    await canceled.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The operation is done.
        }
    }
}
