using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Line;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.SlashCommands;

namespace ChatRoom.Server.Dialects;

/// <summary>
/// Text and commands as a person types them. The peer's own <c>NAME: </c> at the start of a line is removed, both for the
/// name that it first gave and for its current one.
/// </summary>
internal abstract class PlainSession(RoomList rooms, Mailbox mailbox, ReadOnlySpan<byte> givenName, IPAddress? address)
    : RoomSession(rooms, mailbox, address)
{
    private readonly byte[] _givenName = givenName.ToArray();

    /// <summary>The name as the peer first gave it.</summary>
    protected ReadOnlySpan<byte> GivenName => _givenName;

    /// <summary>Tries to enter the lobby with a line of a peer that is not in a room.</summary>
    protected abstract CloseReason? TryEnter(ReadOnlySpan<byte> line);

    protected override CloseReason? AcceptUnfinished(Span<byte> scratch) =>
        Lines.TryFlush(evenInsideCharacter: true, out var rest) ? AcceptLine(rest, scratch) : null;

    protected override CloseReason? AcceptLine(ReadOnlySpan<byte> line, Span<byte> scratch)
    {
        if (Member is not { } member)
        {
            return line.IsEmpty ? null : TryEnter(line);
        }

        _ = OwnPrefix.TryStrip(ref line, _givenName) || OwnPrefix.TryStrip(ref line, member.Name.Bytes);
        if (!ChatText.TryParse(line, scratch, out var text))
        {
            return Refuse(Refusal.TooLong);
        }

        if (text.IsEmpty)
        {
            return null;
        }

        if (Commands.IsText(text, out var said))
        {
            Collect(number: 0, said);
            return null;
        }

        PublishCollected();
        return Interpret(member, text);
    }
}
