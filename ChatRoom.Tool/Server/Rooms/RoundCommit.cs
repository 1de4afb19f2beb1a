namespace ChatRoom.Server.Rooms;

/// <summary>The rooms in which something was said in this round of the loop, to be committed together before anything is sent. Loop thread only.</summary>
/// <param name="requestRound">Asks the loop for a round.</param>
internal sealed class RoundCommit(Action requestRound)
{
    private readonly List<Room> _rooms = [];

    public void Add(Room room)
    {
        _rooms.Add(room);
        requestRound();
    }

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
