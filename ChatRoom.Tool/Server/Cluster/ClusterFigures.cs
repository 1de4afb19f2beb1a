using ChatRoom.Server.Cluster.State;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.Reading;

namespace ChatRoom.Server.Cluster;

/// <summary>Figures of this server's part in a cluster, for its operator. Any thread, except for <see cref="Status"/>.</summary>
/// <param name="state">The state that all servers share.</param>
internal sealed class ClusterFigures(
    string nodeId, Func<ClusterState> state, ClusterRun run, StreamFold fold, EntryReading reading, Proposals proposals, RoomList rooms)
{
    /// <summary>The newest entry of the stream that this server has applied.</summary>
    public long Applied => state().Applied;

    /// <summary>Entries that this server knows of and has not applied.</summary>
    public long Lag => Math.Max(0, reading.End - Applied);

    /// <summary>The time for which the oldest act from here waits to be applied.</summary>
    public TimeSpan OldestUnapplied => proposals.Age;

    /// <summary>Servers that are alive or stopping, with this one.</summary>
    public int Nodes => state().Nodes.Count(node => node.IsHeard);

    /// <summary>This server is cut off from the others.</summary>
    public bool IsCutOff => run.IsCutOff;

    /// <summary>Lines in the batches that were applied, said or refused.</summary>
    public long Lines => fold.Lines;

    /// <summary>All servers, as this one knows them. Loop thread only.</summary>
    public ClusterStatus Status
    {
        get
        {
            var members = rooms.All().SelectMany(room => room.Seats.All).CountBy(seat => Holders.IncarnationOf(seat.Holder)).ToDictionary();
            return new ClusterStatus(
                nodeId,
                IsCutOff,
                Applied,
                Applied + Lag,
                [.. state().Nodes.Select(node => new NodeStatus(node.Id, WordOf(node.Phase), node.Incarnation, node.Address, members.GetValueOrDefault(node.Incarnation)))]);
        }
    }

    /// <summary>Batches of all servers with a verdict, since this server was started.</summary>
    public long Count(BatchVerdict verdict) => state().Count(verdict);

    private static string WordOf(NodePhase phase) => phase switch
    {
        NodePhase.Alive => "alive",
        NodePhase.Stopping => "stopping",
        NodePhase.Closing => "closing",
        _ => "expired",
    };
}
