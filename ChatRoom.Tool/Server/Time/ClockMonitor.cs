using ChatRoom.Server.Events;

namespace ChatRoom.Server.Time;

/// <summary>
/// Reports that the clock was set, and by how much: compares it with a steady clock since the last check. Used by one task.
/// </summary>
/// <param name="newest">The newest time in the logs, in Unix milliseconds. If the clock shows an earlier time, it was set back before the start.</param>
internal sealed class ClockMonitor(TimeProvider time, ServerEvents events, long newest)
{
    /// <summary>Smaller steps are not reported: a time service makes them.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(10);

    private DateTimeOffset? _wall;
    private long _timestamp;

    public void Check()
    {
        var (wall, timestamp) = (time.GetUtcNow(), time.GetTimestamp());
        var moved = _wall is { } before
            ? wall - before - time.GetElapsedTime(_timestamp, timestamp)
            : TimeSpan.FromMilliseconds(Math.Min(0, wall.ToUnixTimeMilliseconds() - newest));
        (_wall, _timestamp) = (wall, timestamp);
        if (moved.Duration() > Tolerance)
        {
            events.ClockSet(moved);
        }
    }
}
