using ChatRoom.Server.Events;

namespace ChatRoom.Server.Time;

/// <summary>
/// Tells the operator of a clock that was set: by how much the time has moved against what a steady clock measured since the last
/// look. Touched by one task.
/// </summary>
/// <param name="newest">The newest time in the logs, in Unix milliseconds; a clock that is behind it was set back before the start.</param>
internal sealed class ClockMonitor(TimeProvider time, ServerEvents events, long newest)
{
    /// <summary>Steps up to this are no news: that much a time service moves a clock in good order.</summary>
    public static readonly TimeSpan Unremarkable = TimeSpan.FromSeconds(10);

    private DateTimeOffset? _wall;
    private long _timestamp;

    public void Look()
    {
        var (wall, timestamp) = (time.GetUtcNow(), time.GetTimestamp());
        var moved = _wall is { } before
            ? wall - before - time.GetElapsedTime(_timestamp, timestamp)
            : TimeSpan.FromMilliseconds(Math.Min(0, wall.ToUnixTimeMilliseconds() - newest));
        (_wall, _timestamp) = (wall, timestamp);
        if (moved.Duration() > Unremarkable)
        {
            events.ClockSet(moved);
        }
    }
}
