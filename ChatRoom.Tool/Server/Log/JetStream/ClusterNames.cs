using System.Globalization;

namespace ChatRoom.Server.Log.JetStream;

/// <summary>The names of one cluster's streams and subjects at the NATS servers.</summary>
internal sealed class ClusterNames(string cluster)
{
    /// <summary>The stream of batches: the order of everything.</summary>
    public string Log { get; } = $"CHATROOM_{cluster}";

    /// <summary>The stream of snapshots.</summary>
    public string State { get; } = $"CHATROOM_{cluster}_STATE";

    public string LogSubject { get; } = $"chatroom.{cluster}.log";

    /// <summary>All subjects of the stream of snapshots.</summary>
    public string StateSubjects { get; } = $"chatroom.{cluster}.state.>";

    /// <summary>The subject of questions to one server, which no stream stores.</summary>
    public string Node(string node) => $"chatroom.{cluster}.node.{node}";

    /// <summary>The subject of one chunk of a snapshot; <see cref="SnapshotChunk.TryParse"/> reads it.</summary>
    public string Chunk(SnapshotChunk chunk) =>
        string.Create(CultureInfo.InvariantCulture, $"chatroom.{cluster}.state.{chunk.Position}.{chunk.Checksum:x8}.{chunk.Index}.{chunk.Count}");
}
