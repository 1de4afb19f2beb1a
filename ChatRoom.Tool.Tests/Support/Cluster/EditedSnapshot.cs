using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Cluster;
using ChatRoom.Server.Cluster.Batches;
using ChatRoom.Server.Cluster.State;
using ChatRoom.Server.Log.Records;

namespace ChatRoom.Tests.Support.Cluster;

/// <summary>Snapshots that no server has stored, and that are not damaged.</summary>
internal static class EditedSnapshot
{
    /// <summary>A state that no entry of the stream leads to.</summary>
    public static byte[] Ahead(byte[] snapshot)
    {
        var state = ClusterSnapshot.Decode(snapshot)!;
        _ = Batch.TryParse(new byte[1], out var damaged);
        for (var sequence = state.State.Applied + 1; sequence <= 1_000_000; sequence++)
        {
            state.State.Begin(sequence, state.State.Now, damaged);
        }

        return Encode(state);
    }

    /// <summary>The state after the first entries of a stream, whose acts are of nodes.</summary>
    public static byte[] After(params IEnumerable<ReadOnlyMemory<byte>> entries)
    {
        var state = new ClusterState();
        foreach (var entry in entries)
        {
            _ = Batch.TryParse(entry, out var batch);
            state.Begin(state.Applied + 1, time: 0, batch);
            foreach (var act in batch)
            {
                state.Apply(act);
            }

            state.End();
        }

        return Encode(new ClusterSnapshot(state, Control: [], Rooms: []));
    }

    /// <summary>A state in which a member is not in its room.</summary>
    public static byte[] Without(byte[] snapshot, Nickname member)
    {
        var state = ClusterSnapshot.Decode(snapshot)!;
        return Encode(state with { Rooms = [.. state.Rooms.Select(room => (room.Name, Without(room.Head, $" {member}")))] });
    }

    private static byte[] Without(byte[] head, string member) =>
        [.. Encoding.UTF8.GetString(head).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.Contains(" present ", StringComparison.Ordinal) || !line.Contains(member, StringComparison.Ordinal))
            .SelectMany(line => Encoding.UTF8.GetBytes($"{line}\n"))];

    private static byte[] Encode(ClusterSnapshot snapshot)
    {
        var to = new ActWriter();
        to.Raw(new byte[sizeof(uint)]);
        snapshot.State.Write(to);
        to.Bytes(snapshot.Control);
        to.Varint((ulong)snapshot.Rooms.Count);
        foreach (var (name, head) in snapshot.Rooms)
        {
            to.Name(name);
            to.Bytes(head);
        }

        var bytes = to.Written.ToArray();
        BitConverter.TryWriteBytes(bytes, Checksum.Of(bytes.AsSpan(sizeof(uint)..)));
        return bytes;
    }
}
