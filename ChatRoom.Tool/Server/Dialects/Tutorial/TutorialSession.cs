using System.Net;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Dialects.Tutorial;

/// <summary>The session of a tutorial client, which ends no message with a byte: the end of each receive ends one.</summary>
internal sealed class TutorialSession : PlainSession
{
    public TutorialSession(RoomList rooms, Mailbox mailbox, ReadOnlySpan<byte> givenName, IPAddress? address)
        : base(rooms, mailbox, givenName, address) => TryEnter(line: default);

    public override SessionDialect Dialect => TutorialDialect.Instance;

    protected override CloseReason? AcceptLines(ReadOnlySpan<byte> bytes, Span<byte> scratch)
    {
        var end = base.AcceptLines(bytes, scratch);
        while (end is null && Act is null && Lines.TryFlush(evenInsideCharacter: false, out var rest))
        {
            end = AcceptLine(rest, scratch);
        }

        return end;
    }

    /// <summary>
    /// Joins under the nearest name that is allowed and free, because a tutorial client cannot be asked again. If the
    /// room refuses it, the peer is sent the reason, and each further line is another attempt.
    /// </summary>
    protected override CloseReason? TryEnter(ReadOnlySpan<byte> line) => Await(EnterAsync());

    private async ValueTask<CloseReason?> EnterAsync()
    {
        var name = Nickname.MakeAcceptable(Encoding.UTF8.GetString(GivenName));
        var entry = await Room.EnterAsync(new JoinRequest(name, Mailbox, IsNumbered: true, Address: Address));
        if (entry.Member is null)
        {
            return Refuse(entry.Refusal!);
        }

        Entered(Room, entry.Member);
        return null;
    }
}
