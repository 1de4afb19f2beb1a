namespace ChatRoom.Protocol;

/// <summary>What a server says first, to everybody, with no line end.</summary>
internal static class Greeting
{
    /// <summary>The question for a nickname: these four bytes.</summary>
    public static ReadOnlySpan<byte> AskName => "NAME"u8;
}
