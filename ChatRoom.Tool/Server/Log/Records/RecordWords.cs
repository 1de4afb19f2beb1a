namespace ChatRoom.Server.Log.Records;

/// <summary>The first words of the records that are not lines of the typed dialect. The grammar is in docs/LOG.md.</summary>
internal static class RecordWords
{
    public static ReadOnlySpan<byte> Header => "log/2"u8;

    /// <summary>The version that did not repeat the members.</summary>
    public static ReadOnlySpan<byte> OldHeader => "log/1"u8;

    public static ReadOnlySpan<byte> Mark => "mark"u8;

    public static ReadOnlySpan<byte> Subject => "subject"u8;

    public static ReadOnlySpan<byte> Forget => "forget"u8;

    /// <summary>Stands for a name that is not known. No name begins with it.</summary>
    public static ReadOnlySpan<byte> NoName => "*"u8;
}
