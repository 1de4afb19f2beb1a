using System.Buffers;
using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Dialects.Line;

/// <summary>The session of a person: LF or CR ends a line, telnet's commands are removed, and a refused name is asked for again.</summary>
internal sealed class LineSession : PlainSession
{
    // null: no command so far, as with most peers.
    private TelnetFilter? _telnet;

    public LineSession(RoomList rooms, Mailbox mailbox, ReadOnlySpan<byte> givenName, IPAddress? address)
        : base(rooms, mailbox, givenName, address) => TryEnter(givenName);

    public override SessionDialect Dialect => LineDialect.Instance;

    protected override CloseReason? AcceptBytes(ReadOnlySpan<byte> bytes, Span<byte> scratch)
    {
        _telnet ??= TelnetFilter.MayBeginIn(bytes) ? new TelnetFilter() : null;
        return _telnet?.NeedsFiltering(bytes) == true ? AcceptTelnet(_telnet, bytes, scratch) : AcceptLines(bytes, scratch);
    }

    private CloseReason? AcceptTelnet(TelnetFilter telnet, ReadOnlySpan<byte> bytes, Span<byte> scratch)
    {
        var text = ArrayPool<byte>.Shared.Rent(bytes.Length + 2);
        try
        {
            return AcceptLines(text.AsSpan(0, telnet.Strip(bytes, text)), scratch);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    protected override CloseReason? TryEnter(ReadOnlySpan<byte> line)
    {
        return Nickname.TryParse(line.Trim((byte)' '), out var name) ? Await(EnterAsync(name)) : RefuseName(Refusal.BadName);
    }

    private async ValueTask<CloseReason?> EnterAsync(Nickname name)
    {
        var entry = await Room.EnterAsync(new JoinRequest(name, Mailbox, Address: Address));
        if (entry.Member is null)
        {
            return RefuseName(entry.Refusal!);
        }

        Entered(Room, entry.Member);
        return null;
    }

    private CloseReason? RefuseName(Refusal refusal)
    {
        var end = Refuse(refusal);
        if (end is null)
        {
            AskAgain();
        }

        return end;
    }
}
