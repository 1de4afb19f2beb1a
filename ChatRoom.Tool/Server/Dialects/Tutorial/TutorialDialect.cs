using System.Net;
using ChatRoom.Protocol.Line;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Fanout.Sending;
using ChatRoom.Server.Options;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server.Dialects.Tutorial;

/// <summary>The dialect of the tutorial's client: no byte ends the name, one receive is one message, output is ASCII only.</summary>
internal sealed class TutorialDialect : SessionDialect
{
    private TutorialDialect()
    {
    }

    public static TutorialDialect Instance { get; } = new();

    public override ServerLineEncoding Encoding { get; } = new(TutorialWriter.Write);

    public override bool TakesReceiveAsLine => true;

    public override Session Begin(RoomList rooms, Mailbox mailbox, ReadOnlySpan<byte> name, IPAddress? address) =>
        new TutorialSession(rooms, mailbox, name, address);

    /// <summary>The tutorial's client would say the password aloud.</summary>
    public override PasswordReader? AskPassword(Mailbox mailbox) => null;

    public override Outbound CreateOutbound(Transport transport, Feed feed, RoundQueue queue, ServerOptions options) =>
        new TutorialOutbound(transport, feed, queue, options);
}
