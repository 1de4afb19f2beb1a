using ChatRoom.Protocol;
using ChatRoom.Server.Log.State;

namespace ChatRoom.Server.Rooms.Reading;

/// <summary>
/// The members of a room when its server ended, by a power cut or in any other way. They were sent everything up to there, and
/// come back soon. Loop thread only.
/// </summary>
/// <param name="state">As it was read, before the start of this server ends their membership.</param>
internal sealed class EarlierMembers(RoomState state)
{
    private readonly HashSet<Nickname> _names = [.. state.Seats.All.Select(seat => seat.Name)];
    private readonly long _lastId = state.LastId;

    /// <summary>The newest event that a member was sent, told once; null: it was no member, or it was told before.</summary>
    public long? Take(Nickname name) => _names.Remove(name) ? _lastId : null;
}
