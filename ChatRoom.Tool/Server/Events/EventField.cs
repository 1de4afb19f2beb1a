namespace ChatRoom.Server.Events;

/// <summary>A key of an event in JSON. It has a text or a number; one that has neither is left out.</summary>
internal readonly record struct EventField(string Key, string? Text, long? Number = null)
{
    public static EventField Of(string key, long number) => new(key, null, number);
}
