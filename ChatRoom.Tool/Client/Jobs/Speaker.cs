namespace ChatRoom.Client.Jobs;

/// <summary>Says lines as one, for several who want to speak: one after the other. Guarded by its own semaphore.</summary>
internal sealed class Speaker(Link link) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _number;

    /// <summary>Says the lines so that nobody comes between them; false where the connection is lost.</summary>
    public async Task<bool> SayAsync(IReadOnlyList<byte[]> lines)
    {
        if (lines.Count == 0)
        {
            return true;
        }

        await _turn.WaitAsync();
        try
        {
            if (lines.Count > 1)
            {
                link.Together(lines.Count);
            }

            foreach (var line in lines)
            {
                await link.SayAsync(++_number, line);
            }

            return await link.FlushAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
