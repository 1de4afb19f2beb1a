namespace ChatRoom.Protocol.Irc;

/// <summary>Capabilities that a client may ask for; see ircv3.net. Their names are in <see cref="IrcCapTable"/>.</summary>
[Flags]
internal enum IrcCaps
{
    None = 0,

    /// <summary>Lines have the tags <c>msgid</c> and <c>bot</c>.</summary>
    MessageTags = 1,

    /// <summary>Events have the time at which they happened.</summary>
    ServerTime = 2,

    /// <summary>Lines that belong together are marked.</summary>
    Batch = 4,

    /// <summary>The client is sent what it says.</summary>
    EchoMessage = 8,

    /// <summary>The client is told of changed capabilities. They never change here.</summary>
    CapNotify = 16,

    /// <summary>A member may have several marks. There is one here.</summary>
    MultiPrefix = 32,

    /// <summary>NAMES lists whole sources.</summary>
    UserhostInNames = 64,

    /// <summary>The client knows FAIL, WARN and NOTE.</summary>
    StandardReplies = 128,

    /// <summary>The client asks for history itself, so none is sent at JOIN.</summary>
    ChatHistory = 256,

    /// <summary>A text of several lines is sent and received as one.</summary>
    Multiline = 512,

    /// <summary>The client gives the server's password by AUTHENTICATE.</summary>
    Sasl = 1024,
}
