using System.Buffers;
using System.Net;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Line;
using ChatRoom.Protocol.Text;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.SlashCommands;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Dialects;

/// <summary>
/// The line dialect and the tutorial's: text and commands as a person types them. The peer's own <c>NAME: </c> at the
/// start of a line is removed, both for the name that it first gave and for its current one.
/// </summary>
internal sealed class PlainSession : Session
{
    private readonly byte[] _givenName;
    private readonly TelnetFilter _telnet = new();

    public PlainSession(RoomList rooms, Mailbox mailbox, Action wake, ReadOnlySpan<byte> givenName, IPAddress? address)
        : base(rooms, mailbox, wake, address)
    {
        _givenName = givenName.ToArray();
        if (mailbox.Dialect == Dialect.Tutorial)
        {
            JoinWithGivenName();
        }
        else
        {
            TryName(givenName);
        }
    }

    protected override CloseReason? AcceptLines(ReadOnlySpan<byte> bytes, Span<byte> scratch) =>
        Mailbox.Dialect == Dialect.Line && _telnet.NeedsFiltering(bytes) ? AcceptTelnet(bytes, scratch) : AcceptText(bytes, scratch);

    private CloseReason? AcceptTelnet(ReadOnlySpan<byte> bytes, Span<byte> scratch)
    {
        var text = ArrayPool<byte>.Shared.Rent(bytes.Length + 2);
        try
        {
            return AcceptText(text.AsSpan(0, _telnet.Strip(bytes, text)), scratch);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    private CloseReason? AcceptText(ReadOnlySpan<byte> bytes, Span<byte> scratch)
    {
        var end = base.AcceptLines(bytes, scratch);
        while (end is null && Mailbox.Dialect == Dialect.Tutorial && Lines.TryFlush(evenInsideCharacter: false, out var rest))
        {
            end = AcceptLine(rest, scratch);
        }

        return end;
    }

    protected override CloseReason? AcceptUnfinished(Span<byte> scratch) =>
        Lines.TryFlush(evenInsideCharacter: true, out var rest) ? AcceptLine(rest, scratch) : null;

    protected override CloseReason? AcceptLine(ReadOnlySpan<byte> line, Span<byte> scratch)
    {
        if (Member is not { } member)
        {
            return line.IsEmpty ? null : Mailbox.Dialect == Dialect.Tutorial ? JoinWithGivenName() : TryName(line);
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
        var result = Interpret(member, text);
        return result.Quits ? CloseReason.Quit
            : result.Refusal is null ? null
            : Refuse(result.Refusal);
    }

    /// <summary>
    /// Joins under the nearest name that is allowed and free, because a tutorial client cannot be asked again. If the
    /// room refuses it, the peer is sent the reason, and each further line is another attempt.
    /// </summary>
    private CloseReason? JoinWithGivenName()
    {
        var name = Nickname.MakeAcceptable(Encoding.UTF8.GetString(_givenName));
        if (Room.TryEnter(new JoinRequest(name, Mailbox, IsNumbered: true, Address: Address), out var member) is { } refusal)
        {
            return Refuse(refusal);
        }

        Entered(Room, member!);
        return null;
    }

    private CloseReason? TryName(ReadOnlySpan<byte> raw)
    {
        var refusal = Refusal.BadName;
        if (Nickname.TryParse(raw.Trim((byte)' '), out var name))
        {
            refusal = Room.TryEnter(new JoinRequest(name, Mailbox, Address: Address), out var member);
            if (member is not null)
            {
                Entered(Room, member);
                return null;
            }
        }

        var end = Refuse(refusal!);
        if (end is null)
        {
            AskAgain();
        }

        return end;
    }
}
