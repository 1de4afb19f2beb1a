namespace ChatRoom.Server.Rooms;

/// <summary>Who typed something, and where.</summary>
internal readonly record struct Typist(RoomList Rooms, Room Room, Member Member)
{
    /// <summary>Tells this one alone.</summary>
    public void Notify(string sentence) => Room.Notify(Member, sentence);
}
