namespace ChatRoom.Server.Rooms.Reading;

/// <summary>A message or an action that was said. Never changes.</summary>
/// <param name="Time">Unix milliseconds.</param>
/// <param name="Typed">The event in the typed dialect, without its LF.</param>
internal readonly record struct PastEvent(long Id, long Time, byte[] Typed);
