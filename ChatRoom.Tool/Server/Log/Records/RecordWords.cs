namespace ChatRoom.Server.Log.Records;

/// <summary>The words of the records that are no event. docs/LOG.md holds the grammar.</summary>
internal static class RecordWords
{
    public static ReadOnlySpan<byte> Header => "log/1"u8;

    public static ReadOnlySpan<byte> Mark => "mark"u8;

    public static ReadOnlySpan<byte> Subject => "subject"u8;
}
