namespace ChatRoom.Server.Fanout;

/// <summary>
/// A place between two events of a log in one encoding: the one before the event <see cref="NextId"/>. Each place in
/// memory has exactly one cursor, so cursors of one log compare by id.
/// </summary>
/// <param name="Segment">The number of the segment.</param>
/// <param name="Index">The offset in the segment, in bytes.</param>
/// <param name="NextId">The id of the event that begins there.</param>
internal readonly record struct LogCursor(long Segment, int Index, long NextId)
{
    /// <summary>The place before an event that is not in memory: it may be on disk, or lost.</summary>
    public static LogCursor OutsideMemory(long nextId) => new(-1, 0, nextId);
}
