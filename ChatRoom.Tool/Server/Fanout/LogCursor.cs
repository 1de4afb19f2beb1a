namespace ChatRoom.Server.Fanout;

/// <summary>
/// A place between two events of a log in one dialect: before the event <see cref="NextId"/>.
/// Every place has one cursor, so cursors of one log compare by id.
/// </summary>
/// <param name="Segment">The number of the segment.</param>
/// <param name="Index">The byte within it.</param>
/// <param name="NextId">The event that begins there.</param>
internal readonly record struct LogCursor(long Segment, int Index, long NextId)
{
    /// <summary>Before an event that memory does not hold: the disk may, or nothing does any more.</summary>
    public static LogCursor OutsideMemory(long nextId) => new(-1, 0, nextId);
}
