namespace ChatRoom.Server.Fanout;

/// <summary>So many bytes that may be in use at a time. Taken and given back by any thread.</summary>
internal sealed class ByteBudget(int bytes)
{
    private int _left = bytes;

    /// <summary>Takes all of them, or none.</summary>
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

    public void Give(int back) => Interlocked.Add(ref _left, back);
}
