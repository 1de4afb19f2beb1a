namespace ChatRoom.Server.Cluster.State;

/// <summary>
/// The numbers of connections in a cluster, each of which is given out once: <c>incarnation(25 bits) counter(38 bits)</c>, above 0. So
/// a stream takes 33 million starts of nodes, and one run 274 billion connections: 1,000 a second for eight years. Any thread.
/// </summary>
internal static class Holders
{
    public const long MaxIncarnation = (1L << 25) - 1;

    public const long MaxCounter = (1L << CounterBits) - 1;

    private const int CounterBits = 38;

    /// <param name="incarnation">The run of the node that has the connection, from 1 on.</param>
    /// <param name="counter">The connection's number in that run.</param>
    public static long Of(long incarnation, long counter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(incarnation, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(incarnation, MaxIncarnation);
        ArgumentOutOfRangeException.ThrowIfNegative(counter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(counter, MaxCounter);
        return (incarnation << CounterBits) | counter;
    }

    /// <summary>The run that gave the number out; 0: a server without a cluster did.</summary>
    public static long IncarnationOf(long holder) => holder >> CounterBits;
}
