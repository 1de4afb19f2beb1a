using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ChatRoom.Client.Terminal.Device;
using ChatRoom.Client.Terminal.Keys;

namespace ChatRoom.Client.Terminal;

/// <summary>
/// What the terminal tells, for one loop. What is typed while something is waited for is kept and comes afterwards,
/// but for Ctrl-C, which gives up what is waited for.
/// </summary>
internal sealed class TypeAhead(ChannelReader<TerminalInput> inputs)
{
    private static readonly Key Interrupt = new(KeyKind.Character, "c", KeyModifiers.Control);

    private readonly Queue<TerminalInput> _kept = [];

    /// <summary>Does something that takes its time; not done where the user did not want to wait, or the terminal is gone.</summary>
    /// <param name="work">Ends soon by an <see cref="OperationCanceledException"/> where it is given up.</param>
    public async Task<(bool IsDone, T? Result)> DuringAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        using var givenUp = new CancellationTokenSource();
        using var done = new CancellationTokenSource();
        if (_kept.Any(GivesUp))
        {
            return default;
        }

        var watching = WatchAsync(givenUp, done.Token);
        try
        {
            return (true, await work(givenUp.Token));
        }
        catch (OperationCanceledException) when (givenUp.IsCancellationRequested)
        {
            return default;
        }
        finally
        {
            await done.CancelAsync();
            await watching;
        }
    }

    /// <summary>One after the other, until the terminal is gone.</summary>
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

    /// <summary>The next, where there is one already.</summary>
    public bool TryRead([MaybeNullWhen(false)] out TerminalInput input) => _kept.TryDequeue(out input) || inputs.TryRead(out input);

    private static bool GivesUp(TerminalInput input) => input.Key == Interrupt || input.Kind == TerminalInputKind.Ended;

    private async Task WatchAsync(CancellationTokenSource givenUp, CancellationToken done)
    {
        try
        {
            await foreach (var input in inputs.ReadAllAsync(done))
            {
                // Kept as well, for what comes next, because it may come when the work is just done.
                _kept.Enqueue(input);
                if (GivesUp(input))
                {
                    await givenUp.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // What was waited for is done.
        }
    }
}
