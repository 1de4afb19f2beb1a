namespace ChatRoom.Server.Rooms;

/// <summary>The rooms in which something was said in this round of the loop, to be committed together before anything is sent. Loop thread only.</summary>
internal sealed class RoundCommit
{
    private readonly List<Room> _rooms = [];

    public void Add(Room room) => _rooms.Add(room);

    /// <summary>Commits each room: one write for each.</summary>
    public void Run()
    {
        foreach (var room in _rooms)
        {
            room.Commit();
        }

        _rooms.Clear();
    }
}
