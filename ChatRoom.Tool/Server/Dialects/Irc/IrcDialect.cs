using System.Net;
using ChatRoom.Protocol.Irc;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server.Dialects.Irc;

/// <summary>The dialect of IRC clients, which all peers of the IRC port speak from the first byte. A server has one.</summary>
internal sealed class IrcDialect(IrcServer server) : SessionDialect
{
    public override ServerLineEncoding Encoding { get; } = IrcEncodings.Of(IrcCaps.None);

    public override bool ReadsFromDisk => true;

    public override bool AnswersPings => true;

    public override Session Begin(RoomList rooms, Mailbox mailbox, ReadOnlySpan<byte> name, IPAddress? address) =>
        new IrcSession(this, new IrcClient(server, rooms, mailbox, address));

    /// <summary>A client gives the password when it registers.</summary>
    public override PasswordReader? AskPassword(Mailbox mailbox) => null;

    /// <summary>True for one PING or PONG.</summary>
    public override bool IsSignOfLife(ReadOnlySpan<byte> bytes) =>
        (bytes.StartsWith("PONG "u8) || bytes.StartsWith("PING "u8)) && bytes.IndexOf((byte)'\n') == bytes.Length - 1;

    public override bool MayCostMore(ReadOnlySpan<byte> line) =>
        !(line.StartsWith("PRIVMSG "u8) || line.StartsWith("NOTICE "u8) || line.StartsWith("PING "u8) || line.StartsWith("PONG "u8));
}
