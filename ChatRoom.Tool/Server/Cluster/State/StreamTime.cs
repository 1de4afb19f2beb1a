namespace ChatRoom.Server.Cluster.State;

/// <summary>
/// The time of the stream, for everything that all servers must decide alike: it moves only when an entry is applied. It has no
/// timers. Read by the thread that applies.
/// </summary>
internal sealed class StreamTime(ClusterState state) : TimeProvider
{
    /// <summary>The state whose time it is.</summary>
    public ClusterState State { get; set; } = state;

    public override long TimestampFrequency => 1000;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(State.Now);

    public override long GetTimestamp() => State.Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        throw new NotSupportedException("The stream's time has no timers.");
}
