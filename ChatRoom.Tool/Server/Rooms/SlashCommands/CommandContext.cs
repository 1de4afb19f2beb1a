using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms.SlashCommands;

/// <summary>The member that typed a line, and its room.</summary>
/// <param name="WantsTypedAnswers">The member's client wants typed lines instead of notices as answers to the commands that have them.</param>
internal readonly record struct CommandContext(RoomList Rooms, Room Room, Member Member, bool WantsTypedAnswers)
{
    /// <summary>The member as an operator.</summary>
    public Operator Operator => new(Rooms, Room, Member);

    /// <summary>Sends the member a notice.</summary>
    public void Notify(string sentence) => Room.Notify(Member, sentence);

    /// <summary>Reports what the member did as an operator, such as <c>kicked bob</c>.</summary>
    public void Record(string act) => Rooms.Moderator.Record(Member, Room, act);
}
