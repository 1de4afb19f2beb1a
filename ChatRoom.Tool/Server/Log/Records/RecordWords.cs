namespace ChatRoom.Server.Log.Records;

/// <summary>The first words of the records that are not events. The grammar is in docs/LOG.md.</summary>
internal static class RecordWords
{
    public static ReadOnlySpan<byte> Header => "log/1"u8;

    public static ReadOnlySpan<byte> Mark => "mark"u8;

    public static ReadOnlySpan<byte> Subject => "subject"u8;
}
