using System.Globalization;
using System.Text;
using ChatRoom.Server.Cluster;
using ChatRoom.Server.Cluster.Batches;
using ChatRoom.Server.Cluster.State;
using ChatRoom.Server.Moderation.Log;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;

namespace ChatRoom.Tests.Support.Cluster;

/// <summary>A server of a cluster without connections and without a stream: a test gives it the entries. Its logs are in memory.</summary>
internal sealed class FoldedServer
{
    private readonly StreamFold _fold;

    /// <param name="begin">The snapshot after which it goes on; null: it begins with the first entry.</param>
    public FoldedServer(byte[]? begin = null)
    {
        var snapshot = begin is null ? new ClusterSnapshot(new ClusterState(), [], []) : ClusterSnapshot.Decode(begin)!;
        State = snapshot.State;
        var time = new StreamTime(State);
        var proposals = new Proposals("folded", TimeProvider.System, (_, _) => Task.FromResult<long?>(null), () => { }, _ => { });
        var roundCommit = new RoundCommit(() => { });
        Control = new ControlLog(time);
        Rooms = TestRooms.Shared(time, Control, new ClusterOrder(proposals), new SharedLogs(AddToDigest, room => LogIdentity.Of("0123456789abcdef", room)), roundCommit);
        _fold = new StreamFold(State, Rooms, Control, proposals, roundCommit.Run, "folded")
        {
            Happened = Effects.Add,
            OwnApplied = () => { },
            Deliver = (_, _, _) => { },
        };
        Control.Restore(snapshot.Control);
        foreach (var (name, head) in snapshot.Rooms)
        {
            ActOutcome.Of(Rooms.FindOrOpenAsync(name)).Shared.Restore(head, LogIdentity.Of("0123456789abcdef", name));
        }
    }

    public ClusterState State { get; }

    public ControlLog Control { get; }

    public RoomList Rooms { get; }

    public List<ClusterEffect> Effects { get; } = [];

    /// <summary>A snapshot of everything now.</summary>
    public byte[] Snapshot() => ClusterSnapshot.Encode(State, Control.Head(), Rooms);

    public BatchVerdict Apply(long sequence, long time, byte[] entry) => ActOutcome.Of(_fold.ApplyAsync(sequence, time, entry));

    /// <summary>Everything that must be the same at all servers, in lines.</summary>
    public string[] Describe()
    {
        var nodes = new ActWriter();
        State.Write(nodes);
        return
        [
            .. Rooms.All().Where(room => !room.Shared.IsEmpty).Select(room => Encoding.UTF8.GetString(room.Shared.Head)).Order(StringComparer.Ordinal).SelectMany(head => head.Split('\n')),
            .. Encoding.UTF8.GetString(Control.Head()).Split('\n'),
            Convert.ToHexString(nodes.Written),
            State.Digest.ToString("x16", CultureInfo.InvariantCulture),
        ];
    }

    private void AddToDigest(ReadOnlySpan<byte> records)
    {
        while (!records.IsEmpty)
        {
            var end = records.IndexOf((byte)'\n') + 1;
            State.AddToDigest(records[..end]);
            records = records[end..];
        }
    }
}
