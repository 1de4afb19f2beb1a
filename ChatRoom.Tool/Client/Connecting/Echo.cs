namespace ChatRoom.Client.Connecting;

/// <summary>
/// Waits for a message to come back from a server that relays and does not acknowledge. The message may arrive in pieces,
/// with other bytes around it. Guarded by its own lock: one loop sends, another receives.
/// </summary>
internal sealed class Echo
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<bool> _returned = New();
    private byte[] _expected = [];
    private byte[] _recent = [];
    private bool _hasEnded;

    /// <summary>Expects these bytes from now on; true when they came back, false if the connection ended first.</summary>
    public Task<bool> Expect(byte[] message)
    {
        lock (_lock)
        {
            (_returned, _expected, _recent) = (New(), message, []);
            if (_hasEnded)
            {
                _returned.SetResult(false);
            }

            return _returned.Task;
        }
    }

    /// <summary>Searches received bytes for the message.</summary>
    public void Receive(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_returned.Task.IsCompleted || _expected.Length == 0)
            {
                return;
            }

            byte[] seen = [.. _recent, .. bytes];
            _recent = seen[^Math.Min(seen.Length, _expected.Length - 1)..];
            if (seen.AsSpan().IndexOf(_expected) >= 0)
            {
                _returned.SetResult(true);
            }
        }
    }

    /// <summary>The connection has ended: nothing more comes back.</summary>
    public void End()
    {
        lock (_lock)
        {
            _hasEnded = true;
            _returned.TrySetResult(false);
        }
    }

    private static TaskCompletionSource<bool> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
