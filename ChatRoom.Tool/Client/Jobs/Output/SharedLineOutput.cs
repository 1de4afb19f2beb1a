using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;

namespace ChatRoom.Client.Jobs.Output;

/// <summary>Standard output as several jobs share it: each writes whole lines, and nobody comes between. Guarded by its own lock.</summary>
internal sealed class SharedLineOutput(Stream output) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _lost = new();

    /// <summary>Cancelled when the output takes nothing any more.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Why it does not; null as long as it does.</summary>
    public Failure? Failure { get; private set; }

    public void Write(ReadOnlySpan<byte> lines)
    {
        if (lines.IsEmpty || _lost.IsCancellationRequested)
        {
            return;
        }

        lock (_gate)
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
