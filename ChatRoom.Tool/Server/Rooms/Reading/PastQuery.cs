using System.Diagnostics;

namespace ChatRoom.Server.Rooms.Reading;

/// <summary>
/// Asks for a bounded piece of what was said in a room: messages and actions. A value.
/// </summary>
/// <param name="After">Only what was said after this place, which is excluded; default: from the oldest on.</param>
/// <param name="Before">Only what was said before this place, which is excluded; default: up to the newest.</param>
/// <param name="Count">The most messages and actions, up to <see cref="MaxCount"/>.</param>
/// <param name="IsNewest">The newest of them, if there are more; false: the oldest.</param>
internal readonly record struct PastQuery(PastPlace After, PastPlace Before, int Count, bool IsNewest)
{
    /// <summary>The most messages and actions of one answer.</summary>
    public const int MaxCount = Protocol.Limits.MaxHistory;

    /// <summary>Bytes of one answer, as typed lines.</summary>
    public const int MaxBytes = 256 << 10;

    /// <summary>The newest messages and actions before a place.</summary>
    /// <param name="before">Default: up to the newest.</param>
    /// <param name="after">Default: from the oldest on.</param>
    public static PastQuery Newest(int count, PastPlace before = default, PastPlace after = default) => new(after, before, Checked(count), IsNewest: true);

    /// <summary>The oldest messages and actions after a place.</summary>
    /// <param name="after">Default: from the oldest on.</param>
    /// <param name="before">Default: up to the newest.</param>
    public static PastQuery Oldest(int count, PastPlace after = default, PastPlace before = default) => new(after, before, Checked(count), IsNewest: false);

    /// <summary>Whether an event at this place and time is between the bounds.</summary>
    /// <param name="time">Unix milliseconds.</param>
    public bool Covers(long id, long time) =>
        !(id <= After.Id) && !(time <= After.Time) && !(id >= Before.Id) && !(time >= Before.Time);

    private static int Checked(int count)
    {
        Debug.Assert(count is >= 0 and <= MaxCount, "the caller limits the count");
        return count;
    }
}
