namespace ChatRoom.Bench.Measuring;

/// <summary>Members spread evenly over rooms, in their order: the first ones are in the first room.</summary>
internal readonly record struct Spread(int Members, int Rooms)
{
    /// <summary>The first member of a room, or of a later one if this room has none.</summary>
    public int FirstOf(int room) => (int)((((long)room * Members) + Rooms - 1) / Rooms);

    public int CountIn(int room) => FirstOf(room + 1) - FirstOf(room);

    public int RoomOf(int member) => (int)((long)member * Rooms / Members);
}
