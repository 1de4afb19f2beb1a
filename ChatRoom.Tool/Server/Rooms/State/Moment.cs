namespace ChatRoom.Server.Rooms.State;

/// <summary>The times by which an act is decided, in Unix milliseconds.</summary>
/// <param name="Wall">For terms, such as those of bans.</param>
/// <param name="Age">For ages; it does not believe a clock that was set lately.</param>
internal readonly record struct Moment(long Wall, long Age);
