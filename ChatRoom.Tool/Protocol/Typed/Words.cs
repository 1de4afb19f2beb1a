namespace ChatRoom.Protocol.Typed;

/// <summary>The words of the typed dialect, version 1. docs/PROTOCOL.md holds the grammar.</summary>
internal static class Words
{
    /// <summary>What the greeting of any version begins with; no name can hold the slash.</summary>
    public static ReadOnlySpan<byte> GreetingFamily => "chatroom/"u8;

    public static ReadOnlySpan<byte> Greeting => "chatroom/1"u8;

    public static ReadOnlySpan<byte> Welcome => "welcome"u8;

    public static ReadOnlySpan<byte> Message => "message"u8;

    public static ReadOnlySpan<byte> Action => "action"u8;

    public static ReadOnlySpan<byte> Join => "join"u8;

    public static ReadOnlySpan<byte> Leave => "leave"u8;

    public static ReadOnlySpan<byte> Rename => "rename"u8;

    public static ReadOnlySpan<byte> Private => "private"u8;

    public static ReadOnlySpan<byte> Notice => "notice"u8;

    public static ReadOnlySpan<byte> Gap => "gap"u8;

    public static ReadOnlySpan<byte> Ack => "ack"u8;

    public static ReadOnlySpan<byte> Error => "error"u8;

    public static ReadOnlySpan<byte> Ping => "ping"u8;

    public static ReadOnlySpan<byte> Pong => "pong"u8;

    public static ReadOnlySpan<byte> Bye => "bye"u8;

    public static ReadOnlySpan<byte> Say => "say"u8;

    public static ReadOnlySpan<byte> Command => "command"u8;

    public static ReadOnlySpan<byte> Quit => "quit"u8;
}
