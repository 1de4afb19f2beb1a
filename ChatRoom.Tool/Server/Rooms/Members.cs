using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;
using ChatRoom.Server.Log.State;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>The connections of this server that are in a room or send to it. Who is in the room is in its state. Loop thread only.</summary>
internal sealed class Members(RoomState state)
{
    private readonly Dictionary<long, Member> _byHolder = [];

    public void Add(Member member) => _byHolder.Add(member.Holder, member);

    /// <summary>False: it was replaced, or has left already.</summary>
    public bool Remove(Member member) => _byHolder.Remove(member.Holder);

    /// <summary>null: no connection of this number is here.</summary>
    public Member? Find(long holder) => _byHolder.GetValueOrDefault(holder);

    /// <summary>All connections at this moment.</summary>
    public Member[] All() => [.. _byHolder.Values];

    /// <summary>The connection of the member that has a name.</summary>
    public bool TryFind(Nickname name, [NotNullWhen(true)] out Member? member)
    {
        member = state.Seats.TryFind(name, out var seat) ? Find(seat.Holder) : null;
        return member is not null;
    }
}
