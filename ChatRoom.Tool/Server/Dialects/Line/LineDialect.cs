using System.Net;
using ChatRoom.Protocol.Line;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server.Dialects.Line;

/// <summary>The dialect for <c>nc</c> and people: LF or CR ends the name, and lines are UTF-8 text.</summary>
internal sealed class LineDialect : SessionDialect
{
    private LineDialect()
    {
    }

    public static LineDialect Instance { get; } = new();

    public override ServerLineEncoding Encoding { get; } = new(PlainWriter.Write);

    public override bool ReadsFromDisk => true;

    public override bool CanMove => true;

    public override Session Begin(RoomList rooms, Mailbox mailbox, ReadOnlySpan<byte> name, IPAddress? address) =>
        new LineSession(rooms, mailbox, name, address);

    public override PasswordReader AskPassword(Mailbox mailbox) => new LinePasswordReader(mailbox);
}
