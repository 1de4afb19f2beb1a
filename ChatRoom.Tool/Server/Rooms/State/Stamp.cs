namespace ChatRoom.Server.Rooms.State;

/// <summary>
/// What the log keeps beside an event besides what readers are shown: of whose session it is, so that nothing
/// is said twice. The default is that of an event that nobody numbered.
/// </summary>
/// <param name="Session">Null where the peer has none.</param>
/// <param name="Number">The peer's own number for the line that became the event; 0 where it has none.</param>
/// <param name="More">How many events follow that belong to this one: all of them are there or none.</param>
internal readonly record struct Stamp(SessionProgress? Session, long Number, int More = 0);
