namespace ChatRoom.Server.Log.JetStream;

/// <summary>One batch in the common log.</summary>
/// <param name="Sequence">Its place: one more than that of the entry before it. The first is 1.</param>
/// <param name="Time">The time when it was stored, by the clock of a NATS server: milliseconds since 1970.</param>
/// <param name="Data">The bytes that were published. They never change.</param>
/// <param name="End">The newest entry when this one was sent: its own sequence, if none came after it.</param>
internal readonly record struct StreamEntry(long Sequence, long Time, ReadOnlyMemory<byte> Data, long End);
