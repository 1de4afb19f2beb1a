namespace ChatRoom.Client.Jobs;

/// <summary>Standard output as several jobs share it: each writes whole lines, and nobody comes between. Guarded by its own lock.</summary>
internal sealed class WholeLines(Stream output) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _lost = new();

    /// <summary>Cancelled once nobody reads our output any more.</summary>
    public CancellationToken Lost => _lost.Token;

    public void Write(ReadOnlySpan<byte> lines)
    {
        if (lines.IsEmpty || _lost.IsCancellationRequested)
        {
            return;
        }

        try
        {
            lock (_gate)
            {
                output.Write(lines);
                output.Flush();
            }
        }
        catch (IOException)
        {
            _lost.Cancel();
        }
    }

    public void Dispose() => _lost.Dispose();
}
