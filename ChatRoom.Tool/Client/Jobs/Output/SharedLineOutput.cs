using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;

namespace ChatRoom.Client.Jobs.Output;

/// <summary>Standard output for several jobs: each writes whole lines, with nothing between them. Guarded by its own lock.</summary>
internal sealed class SharedLineOutput(Stream output) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _lost = new();

    /// <summary>Cancelled when a write has failed.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Why a write has failed; null if none has.</summary>
    public Failure? Failure { get; private set; }

    public void Write(ReadOnlySpan<byte> lines)
    {
        if (lines.IsEmpty || _lost.IsCancellationRequested)
        {
            return;
        }

        lock (_lock)
        {
            Failure ??= StandardOutput.TryWrite(output, lines);
        }

        if (Failure is not null)
        {
            _lost.Cancel();
        }
    }

    public void Dispose() => _lost.Dispose();
}
