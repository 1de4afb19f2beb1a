using ChatRoom.Protocol.Irc;
using ChatRoom.Server.Fanout;

namespace ChatRoom.Server.Dialects.Irc.Clients;

/// <summary>A room as it is sent to an IRC client with these capabilities. Never changes; any thread.</summary>
internal sealed class IrcRoomDialect(IrcCaps caps) : Dialect
{
    public override ServerLineEncoding Encoding { get; } = IrcEncodings.Of(caps);

    public override bool ReadsFromDisk => true;

    public override bool AnswersPings => true;

    public override bool IsSentOwn => caps.HasFlag(IrcCaps.EchoMessage);

    public override bool IsSentMessageOfTheDay => false;
}
