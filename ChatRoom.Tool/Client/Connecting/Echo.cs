namespace ChatRoom.Client.Connecting;

/// <summary>
/// Waits for what was said to come back from a server that relays and does not acknowledge. It may come in pieces, and with
/// more around it. Guarded by its own lock: one loop says, and another receives.
/// </summary>
internal sealed class Echo
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<bool> _back = New();
    private byte[] _said = [];
    private byte[] _recent = [];
    private bool _hasEnded;

    /// <summary>From here on this is waited for; true once it came back, false if the connection ended before.</summary>
    public Task<bool> Expect(byte[] said)
    {
        lock (_gate)
        {
            (_back, _said, _recent) = (New(), said, []);
            if (_hasEnded)
            {
                _back.SetResult(false);
            }

            return _back.Task;
        }
    }

    /// <summary>Looks through what was received.</summary>
    public void Receive(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_back.Task.IsCompleted || _said.Length == 0)
            {
                return;
            }

            byte[] seen = [.. _recent, .. bytes];
            _recent = seen[^Math.Min(seen.Length, _said.Length - 1)..];
            if (seen.AsSpan().IndexOf(_said) >= 0)
            {
                _back.SetResult(true);
            }
        }
    }

    /// <summary>Nothing comes back any more.</summary>
    public void End()
    {
        lock (_gate)
        {
            _hasEnded = true;
            _back.TrySetResult(false);
        }
    }

    private static TaskCompletionSource<bool> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
