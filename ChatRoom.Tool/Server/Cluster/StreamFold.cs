using ChatRoom.Protocol;
using ChatRoom.Server.Cluster.Acts;
using ChatRoom.Server.Cluster.Batches;
using ChatRoom.Server.Cluster.State;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Moderation.Log;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.Acts;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Cluster;

/// <summary>
/// Applies the entries of the stream, one after another, to the nodes and to the rooms: the same on every server. Tells this server's
/// connections the outcome of what they proposed. Loop thread only.
/// </summary>
/// <param name="commit">Commits what was said in the rooms.</param>
internal sealed class StreamFold(ClusterState state, RoomList rooms, ControlLog controlLog, Proposals proposals, Action commit, string nodeId)
{
    /// <summary>Lines that were in the entries so far, said or refused. Any thread.</summary>
    public long Lines { get; private set; }

    /// <summary>An act of a node had an effect beyond the state.</summary>
    public required Action<ClusterEffect> Happened { get; init; }

    /// <summary>A batch of this server was applied.</summary>
    public required Action OwnApplied { get; init; }

    /// <summary>Gives a private text of a member of this server to the one that it is for, and completes the act.</summary>
    public required Action<Room, MemberAct, Pending<Refusal?>> Deliver { get; init; }

    /// <summary>Applies the next entry. Another one must not be applied before this completes.</summary>
    public async ValueTask<BatchVerdict> ApplyAsync(long sequence, long time, ReadOnlyMemory<byte> entry)
    {
        if (state.Rules > ClusterState.NewestRules)
        {
            // The other servers apply the next entries by rules that this one does not know.
            return BatchVerdict.Hole;
        }

        _ = Batch.TryParse(entry, out var batch);
        var verdict = state.Begin(sequence, time, batch);
        if (verdict != BatchVerdict.Apply)
        {
            return verdict;
        }

        var own = batch.NodeId == nodeId ? proposals.TakeApplied(batch.Incarnation, batch.Number) : null;
        var effects = new List<ClusterEffect>();
        var index = 0;
        foreach (var act in batch)
        {
            var pending = own?.Acts[index++];
            if (act.IsOfNodes)
            {
                Apply(act, effects);
                (pending as Pending<bool>)?.Complete(true);
            }
            else if (act.Kind == ActKind.Control)
            {
                ApplyControl(act, pending);
            }
            else
            {
                await ApplyToRoomAsync(act, batch.Incarnation, pending);
            }
        }

        commit();
        state.End();
        own?.Acks.ForEach(ack => ack.Room.Acts.Acknowledge(ack.Member, ack.Number));
        effects.ForEach(Happened);
        if (own is not null)
        {
            OwnApplied();
        }

        return verdict;
    }

    private void Apply(in Act act, List<ClusterEffect> effects)
    {
        var effect = state.Apply(act);
        if (effect.Kind is ClusterEffectKind.Expired or ClusterEffectKind.Swept)
        {
            // By name, because rooms that are only read differ from server to server.
            foreach (var room in rooms.All().OrderBy(room => room.ToString().ToLowerInvariant(), StringComparer.Ordinal))
            {
                room.Shared.Release(holder => Holders.IncarnationOf(holder) == effect.Incarnation, keepsSessions: effect.Kind == ClusterEffectKind.Expired);
            }
        }

        if (effect.Kind != ClusterEffectKind.None)
        {
            effects.Add(effect);
        }
    }

    private void ApplyControl(in Act act, Pending? pending)
    {
        if (ControlActs.Read(act) is not { } control)
        {
            pending?.Drop();
            return;
        }

        var outcome = controlLog.Apply(control, state.Now, state.Now);
        state.AddToDigest(ControlLines.Encode(outcome.Records));
        (pending as Pending<ControlOutcome>)?.Complete(outcome);
    }

    private async ValueTask ApplyToRoomAsync(Act act, long incarnation, Pending? pending)
    {
        if (NameOf(act) is not { } name)
        {
            pending?.Drop();
            return;
        }

        // Acts of one room stand in the order of the stream, so the next act waits until the room's log is open.
        var room = await rooms.FindOrOpenAsync(name);
        if (!TryApply(act, room, incarnation, pending))
        {
            pending?.Drop();
        }
    }

    /// <summary>False: the act is damaged, or of a kind that this version does not know.</summary>
    private bool TryApply(in Act act, Room room, long incarnation, Pending? pending)
    {
        var fields = act.Fields;
        var name = fields.Name()!;
        switch (act.Kind)
        {
            case ActKind.Enter:
                var entering = RoomActs.ReadEnter(ref fields);
                return IsSound(fields, entering.Holder, incarnation) && Enter(room, name, entering, pending as PendingEntry);
            case ActKind.Say:
                var speaker = RoomActs.ReadSay(ref fields, out var lineBatch);
                var isSaid = IsSound(fields, speaker.Holder, incarnation);
                if (isSaid)
                {
                    Lines += lineBatch.Count;
                    room.Shared.Apply(speaker, lineBatch);
                }

                lineBatch.Clear();
                return isSaid;
            case ActKind.Do:
                var doing = RoomActs.ReadDo(ref fields);
                return IsSound(fields, doing.Speaker.Holder, incarnation) && Do(room, doing, pending as Pending<Refusal?>);
            case ActKind.Leave:
                var leaving = RoomActs.ReadLeave(ref fields);
                if (IsSound(fields, leaving.Speaker.Holder, incarnation))
                {
                    room.Acts.Apply(leaving);
                    return true;
                }

                return false;
            case ActKind.Kick:
                var kick = RoomActs.ReadKick(ref fields);
                if (fields.IsComplete)
                {
                    var refusal = room.Moderation.Apply(kick);
                    (pending as Pending<Refusal?>)?.Complete(refusal);
                }

                return fields.IsComplete;
            default:
                return false;
        }
    }

    private static bool Enter(Room room, Nickname name, in EnterAct act, PendingEntry? pending)
    {
        var result = room.Shared.Apply(name, act, pending?.Arrival);
        pending?.Complete(result);
        return true;
    }

    private bool Do(Room room, MemberAct act, Pending<Refusal?>? pending)
    {
        var refusal = room.Shared.Apply(act);
        if (refusal is null && pending is PendingWhisper whisper)
        {
            Deliver(room, act with { Text = whisper.Text }, whisper);
        }
        else
        {
            pending?.Complete(refusal);
        }

        return true;
    }

    private static bool IsSound(in ActReader fields, long holder, long incarnation) =>
        fields.IsComplete && Holders.IncarnationOf(holder) == incarnation;

    private static Nickname? NameOf(in Act act)
    {
        var fields = act.Fields;
        return fields.Name();
    }
}
