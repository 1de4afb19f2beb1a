namespace ChatRoom.Server.Log.Records;

/// <summary>A room's topic; with an empty text, the room has none from then on. Never changes.</summary>
internal sealed class StoredTopic(long time, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
{
    private readonly byte[] _name = name.ToArray();
    private readonly byte[] _text = text.ToArray();

    /// <summary>The time at which it was set, in Unix milliseconds.</summary>
    public long Time { get; } = time;

    /// <summary>The name of the person who set it.</summary>
    public ReadOnlySpan<byte> Name => _name;

    public ReadOnlySpan<byte> Text => _text;
}
