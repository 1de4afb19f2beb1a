using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms.SlashCommands;

/// <summary>Who typed something, and where.</summary>
internal readonly record struct CommandContext(RoomList Rooms, Room Room, Member Member)
{
    /// <summary>Tells this one alone.</summary>
    public void Notify(string sentence) => Room.Notify(Member, sentence);

    /// <summary>Keeps for the record what this one did as an operator, as in <c>kicked bob</c>.</summary>
    public void Record(string act) => Rooms.Moderator.Record(Member, Room, act);
}
