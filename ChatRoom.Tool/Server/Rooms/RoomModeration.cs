using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;
using ChatRoom.Server.Events;
using ChatRoom.Server.Log.State;
using ChatRoom.Server.Rooms.Acts;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>Says a text to everybody in a room, as the server; returns why not, or null.</summary>
internal delegate ValueTask<Refusal?> Announce(Member by, ChatText text);

/// <summary>Proposes to send a member away; returns why it is refused, or null.</summary>
internal delegate ValueTask<Refusal?> Kick(KickAct act);

/// <summary>The acts of operators in one room. Loop thread only.</summary>
internal sealed class RoomModeration(RoomState state, Members members, Moderator moderator, Announce announce, Kick kick)
{
    /// <summary>The members and senders whose connections are at this server.</summary>
    public Member[] All() => members.All();

    public bool TryFind(Nickname name, [NotNullWhen(true)] out Member? member) => members.TryFind(name, out member);

    /// <summary>Says a text to everybody, as the server.</summary>
    public ValueTask<Refusal?> AnnounceAsync(Member by, ChatText text) => announce(by, text);

    /// <summary>Sends a member away; returns why not, or null.</summary>
    public ValueTask<Refusal?> KickAsync(KickAct act) => kick(act);

    /// <summary>Sends a member away if that connection still has its seat; returns why not, or null. The connection may be at another server.</summary>
    public Refusal? Apply(KickAct act)
    {
        if (!state.Seats.All.Any(seat => seat.Holder == act.Holder))
        {
            return Refusal.NobodyNamed(act.Name.ToString());
        }

        if (members.Find(act.Holder) is { } member)
        {
            moderator.Expel((reader, _) => reader == member, CloseNotice.Kicked(act.By, BanText.Because(act.Reason)));
        }

        return null;
    }
}
