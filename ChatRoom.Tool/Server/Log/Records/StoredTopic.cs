namespace ChatRoom.Server.Log.Records;

/// <summary>What a room's topic is, or, where the text is empty, that it has none.</summary>
internal sealed class StoredTopic(long time, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
{
    private readonly byte[] _name = name.ToArray();
    private readonly byte[] _text = text.ToArray();

    /// <summary>When it was set, in Unix milliseconds.</summary>
    public long Time { get; } = time;

    /// <summary>Who set it.</summary>
    public ReadOnlySpan<byte> Name => _name;

    public ReadOnlySpan<byte> Text => _text;
}
