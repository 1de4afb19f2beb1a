namespace ChatRoom.Server.Events;

/// <summary>A field of an event in JSON, with a text or a number. A field that has neither is left out.</summary>
internal readonly record struct EventField(string Key, string? Text, long? Number = null)
{
    public static EventField Of(string key, long number) => new(key, null, number);
}
