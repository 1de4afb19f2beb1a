using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Cluster;

/// <summary>A batch of this server on its way through the stream, and what follows from it here. Loop thread only.</summary>
internal sealed class ProposedBatch(long since)
{
    /// <summary>When its first act was proposed; a timestamp of the clock.</summary>
    public long Since => since;

    /// <summary>One for each act; null: nobody waits for that act.</summary>
    public List<Pending?> Acts { get; } = [];

    /// <summary>Lines to be acknowledged after the batch.</summary>
    public List<(Room Room, Member Member, long Number)> Acks { get; } = [];

    /// <summary>Its number in this run; 0 before it is finished.</summary>
    public long Number { get; set; }

    /// <summary>Its bytes in the stream; empty before it is finished.</summary>
    public byte[] Entry { get; set; } = [];
}
