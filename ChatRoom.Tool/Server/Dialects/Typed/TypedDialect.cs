using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Options;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server.Dialects.Typed;

/// <summary>The dialect for programs: NUL ends the name; one event for each line, with ids, times and acknowledgements.</summary>
internal sealed class TypedDialect : SessionDialect
{
    private TypedDialect()
    {
    }

    public static TypedDialect Instance { get; } = new();

    public override ServerLineEncoding Encoding => ServerLineEncoding.Typed;

    public override bool ReadsFromDisk => true;

    public override bool HasNumberedLines => true;

    public override bool IsSentPositionFirst => true;

    public override bool CanMove => true;

    public override bool AnswersPings => true;

    public override Session Begin(RoomList rooms, Mailbox mailbox, ReadOnlySpan<byte> name, IPAddress? address) =>
        new TypedSession(rooms, mailbox, address);

    public override PasswordReader AskPassword(Mailbox mailbox) => new TypedPasswordReader(mailbox);

    public override void Greet(Mailbox mailbox, ServerIdentity identity) =>
        mailbox.TryAdd(default, ServerLines.Greeting(identity.Version, identity.Title));

    /// <summary>True for one ping or pong.</summary>
    public override bool IsSignOfLife(ReadOnlySpan<byte> bytes) =>
        bytes[0] == 'p'
        && (bytes.StartsWith("pong "u8) || bytes.StartsWith("ping "u8))
        && bytes.IndexOf((byte)'\n') == bytes.Length - 1;

    public override bool MayCostMore(ReadOnlySpan<byte> line) => !line.StartsWith("say "u8);
}
