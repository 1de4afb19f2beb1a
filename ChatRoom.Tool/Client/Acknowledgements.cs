namespace ChatRoom.Client;

/// <summary>
/// How many lines were said, and how many of them the server has dealt with. One loop says and waits,
/// another acknowledges; guarded by its own lock.
/// </summary>
internal sealed class Acknowledgements
{
    private readonly Lock _gate = new();
    private readonly Queue<long> _outstanding = [];
    private TaskCompletionSource<bool>? _waiter;
    private int _target;
    private bool _lost;

    public int Outstanding
    {
        get
        {
            lock (_gate)
            {
                return _outstanding.Count;
            }
        }
    }

    public void Say(long number)
    {
        lock (_gate)
        {
            _outstanding.Enqueue(number);
        }
    }

    /// <summary>Every line up to <paramref name="number"/> is dealt with.</summary>
    public void Acknowledge(long number)
    {
        lock (_gate)
        {
            while (_outstanding.TryPeek(out var oldest) && oldest <= number)
            {
                _outstanding.Dequeue();
            }

            if (_outstanding.Count <= _target)
            {
                _waiter?.TrySetResult(true);
            }
        }
    }

    /// <summary>Nothing will be acknowledged any more.</summary>
    public void Lose()
    {
        lock (_gate)
        {
            _lost = true;
            _waiter?.TrySetResult(false);
        }
    }

    /// <summary>Waits until at most <paramref name="target"/> lines are outstanding; false where the connection is lost before.</summary>
    public Task<bool> WaitAsync(int target)
    {
        lock (_gate)
        {
            if (_outstanding.Count <= target)
            {
                return Task.FromResult(true);
            }

            if (_lost)
            {
                return Task.FromResult(false);
            }

            _target = target;
            _waiter = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiter.Task;
        }
    }
}
