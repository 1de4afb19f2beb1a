using ChatRoom.Protocol;
using ChatRoom.Server.Cluster.Batches;
using ChatRoom.Server.Cluster.State;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server.Cluster;

/// <summary>
/// Everything that follows from the stream up to one entry: the nodes, what operators did, and the state of each room as the head of
/// its next segment. Bytes <c>CRC-32C(4) nodes control(length, bytes) rooms(count) (name, head)*</c>.
/// </summary>
/// <param name="State">The nodes.</param>
/// <param name="Control">The bans, mutes and locks, as the head of a segment of the control log.</param>
/// <param name="Rooms">The rooms in which something has happened.</param>
internal sealed record ClusterSnapshot(ClusterState State, byte[] Control, IReadOnlyList<(Nickname Name, byte[] Head)> Rooms)
{
    private const int CrcLength = sizeof(uint);

    /// <summary>Encodes the state between two entries. Loop thread.</summary>
    public static byte[] Encode(ClusterState state, ReadOnlySpan<byte> control, RoomList rooms)
    {
        var to = new ActWriter();
        to.Raw(new byte[CrcLength]);
        state.Write(to);
        to.Bytes(control);
        var shared = rooms.All().Where(room => !room.Shared.IsEmpty).ToArray();
        to.Varint((ulong)shared.Length);
        foreach (var room in shared)
        {
            to.Name(room.Nickname);
            to.Bytes(room.Shared.Head);
        }

        var bytes = to.Written.ToArray();
        BitConverter.TryWriteBytes(bytes, Checksum.Of(bytes.AsSpan(CrcLength..)));
        return bytes;
    }

    /// <summary>null: it is damaged, or in a form that this version does not know.</summary>
    public static ClusterSnapshot? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < CrcLength || BitConverter.ToUInt32(bytes) != Checksum.Of(bytes[CrcLength..]))
        {
            return null;
        }

        var from = new ActReader(bytes[CrcLength..]);
        var state = ClusterState.Read(ref from);
        var control = from.Bytes().ToArray();
        var rooms = new List<(Nickname, byte[])>();
        for (var left = from.Count(); left > 0 && from.IsSound; left--)
        {
            var (name, head) = (from.Name(), from.Bytes().ToArray());
            if (from.Check(name is not null))
            {
                rooms.Add((name!, head));
            }
        }

        return from.IsComplete && state is not null ? new ClusterSnapshot(state, control, rooms) : null;
    }
}
