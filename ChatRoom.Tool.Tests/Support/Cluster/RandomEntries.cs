using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Cluster.Acts;
using ChatRoom.Server.Cluster.Batches;
using ChatRoom.Server.Cluster.State;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms.Acts;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Tests.Support.Cluster;

/// <summary>
/// Entries of a stream that three nodes might write, with few names, rooms and sessions, so that they often collide. Some batches are
/// damaged, repeated, or of runs that are over.
/// </summary>
internal sealed class RandomEntries(int seed)
{
    private static readonly string[] Nodes = ["n1", "n2", "n3"];
    private static readonly Nickname[] Names = [.. new[] { "alice", "bob", "carol", "Dave", "d4ve", "eve" }.Select(Nickname.MakeAcceptable)];
    private static readonly Nickname[] RoomNames = [.. new[] { "lobby", "den", "Attic" }.Select(Nickname.MakeAcceptable)];
    private static readonly SessionId[] Sessions = [.. Enumerable.Range(0, 5).Select(number => Parse($"{number}0123456789abcdef"))];

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, (long Incarnation, long Number)> _runs = [];
    private long _starts;
    private long _counter;
    private byte[] _last = [];

    // The node's own picture of its connections, which may be wrong.
    private readonly List<(long Holder, Nickname Room, Nickname Name, SessionId? Session, bool IsMember)> _connections = [];

    /// <summary>The time of the stream, in Unix milliseconds.</summary>
    public long Time { get; private set; } = 1_800_000_000_000;

    /// <summary>The next entry.</summary>
    /// <param name="state">Of a server that has applied all entries so far.</param>
    public byte[] Next(ClusterState state)
    {
        Time += _random.Next(20) == 0 ? _random.Next(20_000) : _random.Next(300);
        var writer = new BatchWriter();
        if (state.Applied == 0)
        {
            new GenesisAct(42).AddTo(writer);
            return writer.Finish("n1", incarnation: 0, number: 0);
        }

        if (_random.Next(30) == 0 && _last.Length > 0)
        {
            return _random.Next(2) == 0 ? _last : [.. _last.Select(_ => (byte)_random.Next(256))];
        }

        var node = Nodes[_random.Next(Nodes.Length)];
        if (!_runs.TryGetValue(node, out var run) || _random.Next(60) == 0)
        {
            new StartAct((ulong)_random.NextInt64(), $"{node}.example:5500", 1, 1, 5000).AddTo(writer);
            _runs[node] = (++_starts, 0);
            return _last = writer.Finish(node, incarnation: 0, number: 0);
        }

        for (var acts = _random.Next(1, 6); acts > 0; acts--)
        {
            AddAct(writer, state, run.Incarnation);
        }

        _runs[node] = (run.Incarnation, run.Number + 1);
        return _last = writer.Finish(node, run.Incarnation, run.Number + 1);
    }

    private void AddAct(BatchWriter writer, ClusterState state, long incarnation)
    {
        var own = _connections.FindAll(connection => Holders.IncarnationOf(connection.Holder) == incarnation);
        var kind = own.Count == 0 ? 0 : _random.Next(20);
        var connection = own.Count == 0 ? default : own[_random.Next(own.Count)];
        switch (kind)
        {
            case < 6:
                Enter(writer, incarnation);
                break;
            case < 11:
                Say(writer, connection);
                break;
            case < 14:
                Do(writer, connection);
                break;
            case < 16:
                _connections.Remove(connection);
                RoomActs.Write(writer, connection.Room, new LeaveAct(SpeakerOf(connection), Pick("", "kicked"), _random.Next(3) == 0));
                break;
            case 16:
                RoomActs.Write(writer, connection.Room, new KickAct(connection.Holder, connection.Name, Pick(Names), "why"));
                break;
            case 17:
                Control(writer);
                break;
            default:
                OfNodes(writer, state);
                break;
        }
    }

    private void Enter(BatchWriter writer, long incarnation)
    {
        SessionId? session = _random.Next(3) == 0 ? null : Pick(Sessions);
        var connection = (Holder: Holders.Of(incarnation, ++_counter), Room: Pick(RoomNames), Name: Pick(Names), session, IsMember: _random.Next(4) > 0);
        _connections.Add(connection);
        NumberRange[] refused = session is not null && _random.Next(4) == 0 ? [new NumberRange(2, 3)] : [];
        RoomActs.Write(writer, connection.Room, new EnterAct(
            connection.Holder, connection.Name, connection.IsMember, IsBot: _random.Next(5) == 0, IsNumbered: _random.Next(3) == 0, session, IsResumed: session is not null && _random.Next(3) == 0, refused.Length == 0 ? 0 : 3, refused));
    }

    private void Say(BatchWriter writer, (long Holder, Nickname Room, Nickname Name, SessionId? Session, bool IsMember) connection)
    {
        var lineBatch = new LineBatch(areTogether: _random.Next(4) == 0);
        for (var lines = _random.Next(1, 5); lines > 0; lines--)
        {
            lineBatch.Add(connection.Session is null ? 0 : ++_counter, Encoding.UTF8.GetBytes($"text {_random.Next(1000)}"));
        }

        RoomActs.Write(writer, connection.Room, SpeakerOf(connection), lineBatch);
        lineBatch.Clear();
    }

    private void Do(BatchWriter writer, (long Holder, Nickname Room, Nickname Name, SessionId? Session, bool IsMember) connection)
    {
        var kind = (MemberActKind)_random.Next(1, 6);
        var wanted = kind is MemberActKind.Rename or MemberActKind.Whisper ? Pick(Names) : null;
        RoomActs.Write(writer, connection.Room, new MemberAct(kind, SpeakerOf(connection), wanted, kind == MemberActKind.Rename ? [] : Encoding.UTF8.GetBytes($"text {_random.Next(1000)}")));
        if (kind == MemberActKind.Rename)
        {
            // It may be refused, and then the node is wrong about its name.
            _connections[_connections.IndexOf(connection)] = connection with { Name = wanted! };
        }
    }

    private void Control(BatchWriter writer)
    {
        var target = new BanTarget(Pick(Names), null);
        var list = Pick(BanList.Bans, BanList.Mutes);
        long? until = _random.Next(2) == 0 ? null : Time + _random.Next(30_000);
        ControlActs.Write(writer, _random.Next(3) switch
        {
            0 => new ControlAct.Impose(list, new Ban(target, Time, until, Pick(Names), "reason")),
            1 => new ControlAct.Lift(list, target, Pick(Names)),
            _ => new ControlAct.Lock(Pick(RoomNames), _random.Next(2) == 0, Pick(Names)),
        });
    }

    private void OfNodes(BatchWriter writer, ClusterState state)
    {
        var node = state.Nodes.Count == 0 ? null : state.Nodes[_random.Next(state.Nodes.Count)];
        switch (_random.Next(5))
        {
            case 0 when node is not null:
                new ExpireAct(node.Id, node.Incarnation, node.LastSequence).AddTo(writer);
                break;
            case 1 when node is not null:
                new SweepAct(node.Id, node.Incarnation).AddTo(writer);
                break;
            case 2:
                StopAct.AddTo(writer);
                break;
            case 3:
                new SnapshotAct(state.Applied, state.Digest).AddTo(writer);
                break;
            default:
                new BeatAct(state.Digest, state.Applied).AddTo(writer);
                break;
        }
    }

    private Speaker SpeakerOf((long Holder, Nickname Room, Nickname Name, SessionId? Session, bool IsMember) connection) => new(
        connection.Holder, connection.Name, connection.IsMember, IsBot: false, Mute: null, connection.Session is null ? default : new Stamp { Session = connection.Session, Number = ++_counter, Refused = [] });

    private T Pick<T>(params T[] values) => values[_random.Next(values.Length)];

    private static SessionId Parse(string id)
    {
        _ = SessionId.TryParse(Encoding.ASCII.GetBytes(id), out var session);
        return session;
    }
}
