using ChatRoom.Native;

namespace ChatRoom.Server.Doors;

/// <summary>
/// Returns the garbage of many new connections to the system. By itself the collector runs only after more garbage of the
/// size of a processor cache, and in a quiet room that may never come. The acceptor's task only.
/// </summary>
/// <param name="time">The clock for <see cref="QuietTime"/>.</param>
/// <param name="collect">Returns memory to the system; see <see cref="Collect"/>.</param>
internal sealed class HeapTrim(TimeProvider time, Action collect)
{
    /// <summary>New connections whose garbage, some 5 MB, is worth a pause.</summary>
    public const int MinConnections = 1000;

    /// <summary>The time without a new connection before it collects; during a rush the pause would only delay the others.</summary>
    public static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(2);

    private int _connections;

    /// <summary>Collects all garbage and returns it to the system. The whole process pauses: 10 to 40 ms with 5,000 connections.</summary>
    public static void Collect()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

        // By now the runtime has compiled what a rush of connections uses most.
        CHeap.Trim();
    }

    public void Count() => _connections++;

    /// <summary>Collects if many connections have come and no other one comes for a while.</summary>
    /// <param name="next">Completes when a connection comes.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task WaitAsync(Task next, CancellationToken stop)
    {
        if (_connections < MinConnections)
        {
            return;
        }

        using var awaited = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (await Task.WhenAny(next, Task.Delay(QuietTime, time, awaited.Token)) == next)
        {
            await awaited.CancelAsync();
            return;
        }

        _connections = 0;
        if (!stop.IsCancellationRequested)
        {
            collect();
        }
    }
}
