namespace ChatRoom.Server.Rooms.State;

/// <summary>
/// The session and the number of an event, so that nothing is said twice. They are kept in the log and not sent to readers.
/// The default is for an event without a number.
/// </summary>
/// <param name="Session">null: the peer has none.</param>
/// <param name="Number">The client's number for the line that became the event; 0 if it has none.</param>
/// <param name="More">The number of events after this one that belong to it: the log has all of them or none.</param>
internal readonly record struct Stamp(SessionProgress? Session, long Number, int More = 0);
