namespace ChatRoom.Server.Fanout;

/// <summary>A number of bytes that may be in use at a time. Any thread.</summary>
internal sealed class ByteBudget(int bytes)
{
    private int _left = bytes;

    /// <summary>Takes all the bytes that are asked for; false: takes none, because too few are left.</summary>
    public bool TryTake(int wanted)
    {
        for (var left = Volatile.Read(ref _left); left >= wanted;)
        {
            var before = Interlocked.CompareExchange(ref _left, left - wanted, left);
            if (before == left)
            {
                return true;
            }

            left = before;
        }

        return false;
    }

    public void Return(int taken) => Interlocked.Add(ref _left, taken);
}
