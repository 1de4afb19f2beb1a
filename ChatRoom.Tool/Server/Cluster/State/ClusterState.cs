using System.Globalization;
using ChatRoom.Server.Cluster.Batches;

namespace ChatRoom.Server.Cluster.State;

/// <summary>
/// The state that all servers of a cluster share: nodes, the stream's time and the digest. It follows from the entries of the stream,
/// and from nothing else. For each entry: <see cref="Begin"/>; if it says so, its acts in order; then <see cref="End"/>. Used by the
/// thread that applies.
/// </summary>
internal sealed class ClusterState
{
    /// <summary>The version of the rules with which every stream begins.</summary>
    public const int FirstRules = 1;

    /// <summary>The newest version of the rules that this program can apply.</summary>
    public const int NewestRules = 1;

    private const byte SnapshotVersion = 1;

    /// <summary>The latest time that a date can have, in Unix milliseconds.</summary>
    private static readonly long MaxTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private readonly StateDigest _digest = new();
    private readonly long[] _verdicts = new long[1 + (int)BatchVerdict.Gap];
    private ClusterNodes _nodes = new();
    private string _senderId = "";
    private ClusterNode? _sender;

    /// <summary>An entry was begun and is not ended, for example because the log of a room is being opened.</summary>
    public bool IsWithinEntry { get; private set; }

    /// <summary>The sequence of the last entry; 0 before the first.</summary>
    public long Applied { get; private set; }

    /// <summary>The time of the stream in Unix milliseconds. It never goes back.</summary>
    public long Now { get; private set; }

    /// <summary>A hash over all entries so far and the records that came of them.</summary>
    public ulong Digest => _digest.Value;

    /// <summary>Distinguishes this stream from any other: 16 hex digits. Empty before the genesis.</summary>
    public string Identity { get; private set; } = "";

    /// <summary>The version of the rules in force.</summary>
    public int Rules { get; private set; } = FirstRules;

    /// <summary>The newest entry of which a snapshot is stored for all; 0: there is none.</summary>
    public long SnapshotPosition { get; private set; }

    /// <summary>The runs of all nodes that are not forgotten, in the order of their starts. The list never changes. Any thread.</summary>
    public IReadOnlyList<ClusterNode> Nodes => _nodes.All;

    /// <summary>The number of entries that were given a verdict since this server started.</summary>
    public long Count(BatchVerdict verdict) => _verdicts[(int)verdict];

    /// <summary>null: there is no such run, or it is forgotten.</summary>
    public ClusterNode? Find(long incarnation) => _nodes.Find(incarnation);

    /// <summary>The newest run of a node; null: it has none, or it is forgotten.</summary>
    public ClusterNode? Find(string nodeId) => _nodes.Find(nodeId);

    /// <summary>Begins the next entry. Only if the verdict is <see cref="BatchVerdict.Apply"/>, acts and <see cref="End"/> follow.</summary>
    /// <param name="time">The entry's time in Unix milliseconds.</param>
    /// <param name="batch">The default, if the entry could not be parsed.</param>
    public BatchVerdict Begin(long sequence, long time, in Batch batch)
    {
        if (IsWithinEntry)
        {
            throw new InvalidOperationException("The entry before is not ended.");
        }

        if (sequence != Applied + 1)
        {
            _verdicts[(int)BatchVerdict.Hole]++;
            return BatchVerdict.Hole;
        }

        (Applied, Now, IsWithinEntry) = (sequence, Math.Clamp(time, Now, MaxTime), true);
        var verdict = Judge(batch);
        _verdicts[(int)verdict]++;
        AddToDigest(sequence, Now, (long)verdict);
        if (verdict != BatchVerdict.Apply)
        {
            End();
        }

        return verdict;
    }

    /// <summary>Applies an act of the entry that was begun. An act of a room, or one whose condition does not hold, has no effect here.</summary>
    public ClusterEffect Apply(in Act act)
    {
        MustBeOpen();
        var effect = _sender is null ? ApplyOpening(act) : ApplyOf(_sender, act);

        // Whether this server still knows an old digest depends on when it started.
        if (effect.Kind is not ClusterEffectKind.None and not ClusterEffectKind.Diverged)
        {
            AddToDigest((long)effect.Kind, effect.Incarnation, Rules);
        }

        return effect;
    }

    /// <summary>Adds records that came of the entry that was begun. All servers must add the same pieces.</summary>
    public void AddToDigest(ReadOnlySpan<byte> records)
    {
        MustBeOpen();
        _digest.Add(records);
    }

    /// <summary>Ends the entry: the digest is now the one after it.</summary>
    public void End()
    {
        MustBeOpen();
        _digest.Remember(Applied);
        (IsWithinEntry, _sender, _senderId) = (false, null, "");
    }

    /// <summary>Writes the state between two entries, for a snapshot.</summary>
    public void Write(ActWriter to)
    {
        if (IsWithinEntry)
        {
            throw new InvalidOperationException("An entry is not ended.");
        }

        to.Byte(SnapshotVersion);
        to.Varint((ulong)Applied);
        to.Varint((ulong)Now);
        to.Fixed(Digest);
        to.Ascii(Identity);
        to.Varint((ulong)Rules);
        to.Varint((ulong)SnapshotPosition);
        _nodes.Write(to);
    }

    /// <summary>null: the snapshot is damaged, or in a form that this version does not know.</summary>
    public static ClusterState? Read(ref ActReader from)
    {
        from.Check(from.Byte() == SnapshotVersion);
        var (applied, now, digest) = (from.UpTo(long.MaxValue), from.UpTo(MaxTime), from.Fixed());
        var state = new ClusterState
        {
            Applied = applied,
            Now = now,
            Identity = from.Ascii(2 * sizeof(ulong)),
            Rules = (int)from.UpTo(int.MaxValue),
            SnapshotPosition = from.UpTo(applied),
            _nodes = ClusterNodes.Read(ref from),
        };
        state._digest.Restore(applied, digest);
        return from.IsSound ? state : null;
    }

    private BatchVerdict Judge(in Batch batch)
    {
        _senderId = batch.NodeId;
        if (!batch.IsSound || batch.Incarnation == 0)
        {
            return batch.IsSound ? JudgeOpening(batch) : BatchVerdict.Damaged;
        }

        if (_nodes.Find(batch.NodeId, batch.Incarnation) is not { IsHeard: true } run)
        {
            return BatchVerdict.Stale;
        }

        if (batch.Number != run.Number + 1)
        {
            return batch.Number <= run.Number ? BatchVerdict.Repeated : BatchVerdict.Gap;
        }

        run.Heard(batch.Number, Applied);
        _sender = run;
        return BatchVerdict.Apply;
    }

    /// <summary>Judges a genesis or a start: each is alone in its batch.</summary>
    private BatchVerdict JudgeOpening(in Batch batch)
    {
        var acts = batch.GetEnumerator();
        if (batch.Count != 1 || !acts.MoveNext())
        {
            return BatchVerdict.Damaged;
        }

        if (GenesisAct.TryRead(acts.Current, out _))
        {
            return Applied == 1 ? BatchVerdict.Apply : BatchVerdict.Repeated;
        }

        return !StartAct.TryRead(acts.Current, out var start) ? BatchVerdict.Damaged
            : Identity.Length == 0 ? BatchVerdict.Stale
            : _nodes.Knows(batch.NodeId, start.Nonce) ? BatchVerdict.Repeated
            : BatchVerdict.Apply;
    }

    private ClusterEffect ApplyOpening(in Act act)
    {
        if (StartAct.TryRead(act, out var start))
        {
            return _nodes.Start(_senderId, start, Applied, Now);
        }

        if (GenesisAct.TryRead(act, out var genesis))
        {
            Identity = genesis.Identity.ToString("x16", CultureInfo.InvariantCulture);
            _digest.Add(genesis.Identity);
        }

        return ClusterEffect.None;
    }

    private ClusterEffect ApplyOf(ClusterNode sender, in Act act) => act.Kind switch
    {
        ActKind.Beat when BeatAct.TryRead(act, out var beat) => Compare(sender, beat.Applied, beat.Digest),
        ActKind.Stop when StopAct.Is(act) => ClusterNodes.Stop(sender, Now),
        ActKind.Expire when ExpireAct.TryRead(act, out var expire) => _nodes.Expire(expire, Now),
        ActKind.Sweep when SweepAct.TryRead(act, out var sweep) => _nodes.Sweep(sweep, Now),
        ActKind.Snapshot when SnapshotAct.TryRead(act, out var snapshot) => NoteSnapshot(sender, snapshot),
        ActKind.Rules when RulesAct.TryRead(act, out var rules) => ChangeRules(sender, rules.Version),
        _ => ClusterEffect.None,
    };

    private ClusterEffect Compare(ClusterNode sender, long position, ulong digest) =>
        position < Applied && _digest.Contradicts(position, digest)
            ? ClusterEffect.Of(ClusterEffectKind.Diverged, sender, position)
            : ClusterEffect.None;

    private ClusterEffect NoteSnapshot(ClusterNode sender, in SnapshotAct snapshot)
    {
        if (snapshot.Position < Applied)
        {
            SnapshotPosition = Math.Max(SnapshotPosition, snapshot.Position);
        }

        return Compare(sender, snapshot.Position, snapshot.Digest);
    }

    private ClusterEffect ChangeRules(ClusterNode sender, int version)
    {
        if (version <= Rules || !_nodes.CanAllApply(version))
        {
            return ClusterEffect.None;
        }

        Rules = version;
        return ClusterEffect.Of(ClusterEffectKind.RulesChanged, sender);
    }

    private void MustBeOpen()
    {
        if (!IsWithinEntry)
        {
            throw new InvalidOperationException("No entry is begun.");
        }
    }

    private void AddToDigest(long first, long second, long third)
    {
        _digest.Add((ulong)first);
        _digest.Add((ulong)second);
        _digest.Add((ulong)third);
    }
}
