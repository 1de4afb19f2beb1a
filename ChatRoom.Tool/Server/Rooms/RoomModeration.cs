using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>The acts of operators in one room. Loop thread only.</summary>
internal sealed class RoomModeration(Speaking speaking, Members members, Action commit)
{
    public bool TryFind(Nickname name, [NotNullWhen(true)] out Member? member) => members.TryFind(name, out member);

    /// <summary>Says a text to everybody, as the server.</summary>
    public ValueTask<Refusal?> AnnounceAsync(Member by, ChatText text)
    {
        commit();
        return ValueTask.FromResult(speaking.Announce(by, text));
    }
}
