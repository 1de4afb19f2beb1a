namespace ChatRoom.Protocol.Typed;

/// <summary>The words of the typed dialect, version 1. docs/PROTOCOL.md holds the grammar.</summary>
internal static class TypedWords
{
    /// <summary>The beginning of the greeting in every version. No name can hold the slash.</summary>
    public static ReadOnlySpan<byte> GreetingFamily => "chatroom/"u8;

    public static ReadOnlySpan<byte> Greeting => "chatroom/1"u8;

    public static ReadOnlySpan<byte> Welcome => "welcome"u8;

    public static ReadOnlySpan<byte> Watching => "watching"u8;

    public static ReadOnlySpan<byte> Unwatched => "unwatched"u8;

    public static ReadOnlySpan<byte> Present => "present"u8;

    public static ReadOnlySpan<byte> Total => "total"u8;

    public static ReadOnlySpan<byte> Person => "person"u8;

    public static ReadOnlySpan<byte> Usage => "usage"u8;

    /// <summary>The question for the commands, and the end of the answer.</summary>
    public static ReadOnlySpan<byte> Commands => "commands"u8;

    public static ReadOnlySpan<byte> Room => "room"u8;

    /// <summary>The question for the rooms, and the end of the answer.</summary>
    public static ReadOnlySpan<byte> Rooms => "rooms"u8;

    /// <summary>A run of a server of the cluster.</summary>
    public static ReadOnlySpan<byte> Node => "node"u8;

    /// <summary>The question for the servers of the cluster, and the end of the answer.</summary>
    public static ReadOnlySpan<byte> Cluster => "cluster"u8;

    /// <summary>The server that answers is in touch with the others of its cluster.</summary>
    public static ReadOnlySpan<byte> Connected => "connected"u8;

    /// <summary>The server that answers is cut off from the others of its cluster.</summary>
    public static ReadOnlySpan<byte> CutOff => "cut-off"u8;

    public static ReadOnlySpan<byte> Start => "start"u8;

    /// <summary>Stands before an event that is sent again: <c>past message ...</c>.</summary>
    public static ReadOnlySpan<byte> Past => "past"u8;

    public static ReadOnlySpan<byte> History => "history"u8;

    /// <summary>A message of a bot; also the option of a join that makes the new member a bot.</summary>
    public static ReadOnlySpan<byte> Bot => "bot"u8;

    /// <summary>The option of a join that takes <c>name_2</c> and so on if the name is taken.</summary>
    public static ReadOnlySpan<byte> Numbered => "numbered"u8;

    /// <summary>The option of a join or a send that begins a session: <c>session=ID</c>.</summary>
    public static ReadOnlySpan<byte> BeginSession => "session="u8;

    /// <summary>The option of a join or a send that resumes a session: <c>resume=ID</c>.</summary>
    public static ReadOnlySpan<byte> ResumeSession => "resume="u8;

    /// <summary>The option that asks for the identity of the log, and the answer.</summary>
    public static ReadOnlySpan<byte> Log => "log"u8;

    /// <summary>The option that names the log that was read before: <c>log=IDENTITY</c>.</summary>
    public static ReadOnlySpan<byte> KnownLog => "log="u8;

    /// <summary>The option that asks for typed answers to commands.</summary>
    public static ReadOnlySpan<byte> Answers => "answers"u8;

    /// <summary>The option of a client that can go to another server.</summary>
    public static ReadOnlySpan<byte> Elsewhere => "elsewhere"u8;

    public static ReadOnlySpan<byte> Servers => "servers"u8;

    public static ReadOnlySpan<byte> Session => "session"u8;

    public static ReadOnlySpan<byte> Subject => "subject"u8;

    public static ReadOnlySpan<byte> Retry => "retry"u8;

    public static ReadOnlySpan<byte> Topic => "topic"u8;

    public static ReadOnlySpan<byte> Message => "message"u8;

    public static ReadOnlySpan<byte> Action => "action"u8;

    public static ReadOnlySpan<byte> Join => "join"u8;

    public static ReadOnlySpan<byte> Leave => "leave"u8;

    public static ReadOnlySpan<byte> Announcement => "announcement"u8;

    public static ReadOnlySpan<byte> Rename => "rename"u8;

    public static ReadOnlySpan<byte> Private => "private"u8;

    public static ReadOnlySpan<byte> Notice => "notice"u8;

    public static ReadOnlySpan<byte> Gap => "gap"u8;

    public static ReadOnlySpan<byte> Ack => "ack"u8;

    public static ReadOnlySpan<byte> Error => "error"u8;

    public static ReadOnlySpan<byte> Refused => "refused"u8;

    public static ReadOnlySpan<byte> Ping => "ping"u8;

    public static ReadOnlySpan<byte> Pong => "pong"u8;

    public static ReadOnlySpan<byte> Bye => "bye"u8;

    public static ReadOnlySpan<byte> Send => "send"u8;

    public static ReadOnlySpan<byte> Watch => "watch"u8;

    public static ReadOnlySpan<byte> Unwatch => "unwatch"u8;

    public static ReadOnlySpan<byte> Who => "who"u8;

    public static ReadOnlySpan<byte> Password => "password"u8;

    public static ReadOnlySpan<byte> Together => "together"u8;

    public static ReadOnlySpan<byte> Say => "say"u8;

    public static ReadOnlySpan<byte> Command => "command"u8;

    public static ReadOnlySpan<byte> Quit => "quit"u8;
}
