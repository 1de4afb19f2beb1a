namespace ChatRoom.Server.Connections.Pacing;

/// <summary>Input that a peer sent faster than its limit allows, until it may be processed. Receiving task only, except for <see cref="Interrupt"/>.</summary>
internal sealed class Backlog
{
    private readonly CancellationTokenSource _interruption = new();

    /// <summary>In the order of arrival; never empty.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; set; }

    /// <summary>Ends the wait. Any thread.</summary>
    public void Interrupt() => _ = _interruption.CancelAsync();

    /// <summary>Waits this long, or until it is interrupted. Throws if it is cancelled.</summary>
    public async Task WaitAsync(TimeSpan duration, TimeProvider time, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _interruption.Token);
        try
        {
            await Task.Delay(duration, time, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Interrupted: the caller finds the reason in the connection.
        }
    }
}
