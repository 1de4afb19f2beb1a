using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;
using ChatRoom.Server.Cluster.Acts;
using ChatRoom.Server.Cluster.State;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.Acts;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.Reading;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Cluster;

/// <summary>
/// The order of acts of a server in a cluster: acts are proposed to the stream, and every server applies them when they come back
/// from there. Loop thread only.
/// </summary>
internal sealed class ClusterOrder(Proposals proposals) : IActOrder
{
    /// <summary>Bytes of texts in one act: more are several acts, unless they belong together.</summary>
    private const int MaxTexts = 64 << 10;

    private long _incarnation;
    private long _lastCounter;

    // Of sessions that may go on at another server, so that nobody sees them leave and come.
    private readonly List<(Room Room, LeaveAct Act)> _heldLeaves = [];

    public IReadOnlyList<ServerAddress> Servers { get; private set; } = [];

    /// <summary>null: this server has not begun to follow the stream.</summary>
    public ClusterFigures? Figures { get; set; }

    public ClusterStatus? Status => Figures?.Status;

    public Task? Congestion => proposals.Congestion;

    public bool IsOpen { get; set; }

    /// <summary>A run begins: connections get numbers of it from now on.</summary>
    public void Begin(long incarnation)
    {
        (_incarnation, _lastCounter, IsOpen) = (incarnation, 0, true);
        _heldLeaves.Clear();
    }

    /// <summary>Finds out where clients reach the servers that are alive. Returns whether that has changed.</summary>
    public bool UpdateServers(IReadOnlyList<ClusterNode> nodes)
    {
        ServerAddress[] servers = [.. nodes
            .Where(node => node.Phase == NodePhase.Alive)
            .Select(node => ServerAddress.TryParse(node.Address, out var address) ? address : null)
            .OfType<ServerAddress>()
            .Distinct()];
        var hasChanged = !servers.SequenceEqual(Servers);
        Servers = servers;
        return hasChanged;
    }

    /// <summary>This server was cut off, and is not any more: those who left meanwhile, and did not come in at another server, leave now.</summary>
    public void ProposeHeldLeaves()
    {
        foreach (var (room, act) in _heldLeaves)
        {
            RoomActs.Write(proposals.Next(), room.Nickname, act);
        }

        _heldLeaves.Clear();
    }

    public long NextHolder() => Holders.Of(_incarnation, ++_lastCounter);

    public ValueTask<EntryResult> EnterAsync(Room room, EnterAct act, Arrival arrival)
    {
        if (!IsOpen)
        {
            return ValueTask.FromResult(new EntryResult(arrival.JoinRequest.Mailbox.GoesElsewhere ? Refusal.CutOff : Refusal.NotWritten, null));
        }

        var pending = new PendingEntry(arrival);
        RoomActs.Write(proposals.Next(pending), room.Nickname, act);
        return pending.Outcome;
    }

    public ValueTask<Refusal?> DoAsync(Room room, MemberAct act)
    {
        if (WhyMuted(act.Speaker) is { } refusal && act.Kind != MemberActKind.Announcement)
        {
            return ValueTask.FromResult<Refusal?>(refusal);
        }

        var pending = act.Kind == MemberActKind.Whisper ? new PendingWhisper(act.Text) : new Pending<Refusal?>(Refusal.NotWritten);
        RoomActs.Write(proposals.Next(pending), room.Nickname, act);
        return pending.Outcome;
    }

    public ValueTask<Refusal?> KickAsync(Room room, KickAct act)
    {
        var pending = new Pending<Refusal?>(Refusal.NotWritten);
        RoomActs.Write(proposals.Next(pending), room.Nickname, act);
        return pending.Outcome;
    }

    /// <summary>An act of an operator that lasts.</summary>
    public ValueTask<ControlOutcome> CommitAsync(ControlAct act)
    {
        var pending = new Pending<ControlOutcome>(new ControlOutcome(Refusal.ActNotWritten, [], Expelled: 0));
        ControlActs.Write(proposals.Next(pending), act);
        return pending.Outcome;
    }

    public Refusal? Say(Room room, Member member, in Speaker speaker, LineBatch lineBatch)
    {
        if (WhyMuted(speaker) is { } refusal)
        {
            return refusal;
        }

        if (lineBatch.AreTogether || lineBatch.Bytes <= MaxTexts)
        {
            RoomActs.Write(proposals.Next(), room.Nickname, speaker, lineBatch);
            return null;
        }

        var part = new LineBatch();
        foreach (var line in lineBatch)
        {
            if (part.Bytes > MaxTexts - Limits.MaxLine)
            {
                RoomActs.Write(proposals.Next(), room.Nickname, speaker, part);
                part.Clear();
            }

            part.Add(line.Number, line.Text);
        }

        RoomActs.Write(proposals.Next(), room.Nickname, speaker, part);
        part.Clear();
        return null;
    }

    public void Acknowledge(Room room, Member member, long number)
    {
        if (!proposals.TryAcknowledgeLater(room, member, number))
        {
            room.Acts.Acknowledge(member, number);
        }
    }

    public void Leave(Room room, LeaveAct act)
    {
        // A member of an earlier run lost its seat with that run.
        if (Holders.IncarnationOf(act.Speaker.Holder) != _incarnation)
        {
            return;
        }

        if (!IsOpen && act.Speaker.Stamp.Session is not null && !act.EndsSession)
        {
            _heldLeaves.Add((room, act));
        }
        else
        {
            RoomActs.Write(proposals.Next(), room.Nickname, act);
        }
    }

    public async ValueTask CatchUpAsync()
    {
        Pending<bool> pending;
        do
        {
            // If it is dropped with a run of this server, the next run catches up.
            pending = new Pending<bool>(dropped: false);
            new Batches.BeatAct(0, 0).AddTo(proposals.Next(pending));
        }
        while (!await pending.Outcome && !proposals.IsClosed);
    }

    /// <summary>A mute is judged here, where the member's address is known; servers believe one another.</summary>
    private static Refusal? WhyMuted(in Speaker speaker) => speaker.Mute is { } mute ? Refusal.Muted(BanText.Until(mute)) : null;
}
