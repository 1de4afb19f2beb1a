namespace ChatRoom.Server.Connections.Pacing;

/// <summary>What a peer sent faster than it may, until it is its turn. Made when that happens; <see cref="Interrupt"/> may be called by any thread.</summary>
internal sealed class Backlog
{
    private readonly CancellationTokenSource _interruption = new();

    /// <summary>In the order in which it came; never empty.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; set; }

    /// <summary>Ends the wait for its turn.</summary>
    public void Interrupt() => _ = _interruption.CancelAsync();

    /// <summary>Waits so long, or until it is interrupted. Throws when cancelled.</summary>
    public async Task WaitAsync(TimeSpan duration, TimeProvider time, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _interruption.Token);
        try
        {
            await Task.Delay(duration, time, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Whoever interrupted it has said why.
        }
    }
}
