using ChatRoom.Client.Conversation;

namespace ChatRoom.Client.Jobs;

/// <summary>Says groups of lines for several jobs, one group after the other. Guarded by its own semaphore.</summary>
internal sealed class SharedSender(Sender sender) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _number;

    /// <summary>Says the lines with nothing between them; false if the connection is lost for good before they fit into the buffer.</summary>
    public async Task<bool> SayAsync(IReadOnlyList<byte[]> lines, CancellationToken cancel)
    {
        if (lines.Count == 0)
        {
            return true;
        }

        await _turn.WaitAsync(cancel);
        try
        {
            var bytes = lines.Sum(line => line.Length);
            if (!sender.HasCapacity(lines.Count, bytes) && !await sender.WaitForCapacityAsync(lines.Count, bytes).WaitAsync(cancel))
            {
                return false;
            }

            if (lines.Count > 1)
            {
                sender.BeginGroup(lines.Count);
            }

            foreach (var line in lines)
            {
                await sender.SayAsync(++_number, line);
            }

            await sender.FlushAsync();
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
