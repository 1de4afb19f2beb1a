namespace ChatRoom.Server.Cluster.Batches;

/// <summary>The kinds of acts in a batch, as the stream has them. Those below <see cref="Enter"/> are of nodes, the others of rooms.</summary>
internal enum ActKind : byte
{
    Genesis = 1,
    Start,
    Beat,
    Stop,
    Expire,
    Sweep,
    Snapshot,
    Rules,
    Enter = 16,
    Say,
    Do,
    Leave,
    Kick,
    Control,
}
