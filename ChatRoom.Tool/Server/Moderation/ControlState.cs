using ChatRoom.Protocol;

namespace ChatRoom.Server.Moderation;

/// <summary>
/// The bans, mutes and topic locks that follow from the records of the control log. Pure: no clock, no files.
/// <see cref="Decide"/> says which records an act becomes and changes nothing; only <see cref="Apply"/> changes the state. Guarded
/// by the lock of the control log.
/// </summary>
internal sealed class ControlState
{
    /// <summary>Bans in force, and mutes in force: each newcomer is compared with all of them.</summary>
    public const int MaxBans = 10_000;

    private readonly OrderedDictionary<BanTarget, Ban> _bans = [];
    private readonly OrderedDictionary<BanTarget, Ban> _mutes = [];
    private readonly OrderedDictionary<Nickname, ControlRecord.Locked> _locks = [];

    /// <summary>The rooms whose topic only operators may set.</summary>
    public IReadOnlyCollection<Nickname> Locks => _locks.Keys;

    /// <summary>A list with its entries that are over, the oldest first. They go when the next segment begins.</summary>
    public IReadOnlyCollection<Ban> All(BanList list) => Of(list).Values;

    /// <summary>Says which records an act becomes, or why it is refused.</summary>
    /// <param name="time">The time of the act, in Unix milliseconds.</param>
    /// <param name="now">The time by which it is judged what is over, in Unix milliseconds.</param>
    public ControlDecision Decide(ControlAct act, long time, long now) => act switch
    {
        ControlAct.Impose { List: BanList.Bans } ban => DecideBan(ban.Ban, now),
        ControlAct.Impose mute => DecideMute(mute.Ban, now),
        ControlAct.Lift lift => DecideLift(lift, time, now),
        ControlAct.Lock topic => DecideLock(topic, time),
        ControlAct.ReplaceList replacement => DecideReplacement(replacement, time),
        ControlAct.ReplaceLocks locks => DecideLocks(locks, time),
        _ => throw new ArgumentException($"no act of this kind: {act}", nameof(act)),
    };

    /// <summary>The head of a new segment: all that is not over.</summary>
    public ControlRecord[] HeadOf(long number, long time, long now) =>
    [
        new ControlRecord.Head(number, time),
        .. _bans.Values.Where(ban => !ban.IsOver(now)).Select(ban => new ControlRecord.Imposed(BanList.Bans, ban)),
        .. _mutes.Values.Where(mute => !mute.IsOver(now)).Select(mute => new ControlRecord.Imposed(BanList.Mutes, mute)),
        .. _locks.Values,
    ];

    public void Apply(ControlRecord record)
    {
        switch (record)
        {
            case ControlRecord.Head:
                _bans.Clear();
                _mutes.Clear();
                _locks.Clear();
                break;
            case ControlRecord.Imposed imposed:
                Of(imposed.List).Remove(imposed.Ban.Target);
                Of(imposed.List).Add(imposed.Ban.Target, imposed.Ban);
                break;
            case ControlRecord.Lifted lifted:
                Of(lifted.List).Remove(lifted.Target);
                break;
            case ControlRecord.Locked { IsLocked: true } locked:
                _locks.TryAdd(locked.Room, locked);
                break;
            case ControlRecord.Locked locked:
                _locks.Remove(locked.Room);
                break;
            default:
                throw new ArgumentException($"no record of this kind: {record}", nameof(record));
        }
    }

    private ControlDecision DecideBan(Ban ban, long now) =>
        _bans.Values.Count(other => !other.IsOver(now) && other.Target != ban.Target) >= MaxBans
            ? ControlDecision.Refuse(Refusal.TooManyBans(MaxBans))
            : ControlDecision.Of([new ControlRecord.Imposed(BanList.Bans, ban)]);

    private ControlDecision DecideMute(Ban mute, long now)
    {
        var name = new BanTarget(mute.Target.Name, null);
        var others = _mutes.Values.Where(other => !other.IsOver(now) && other.Target != mute.Target).ToLookup(other => other.Target.SharesPartWith(name));
        return others[false].Count() >= MaxBans
            ? ControlDecision.Refuse(Refusal.TooManyMutes(MaxBans))
            : ControlDecision.Of([
                .. others[true].Select(other => new ControlRecord.Lifted(BanList.Mutes, other.Target, mute.Since, mute.By)),
                new ControlRecord.Imposed(BanList.Mutes, mute),
            ]);
    }

    private ControlDecision DecideLift(ControlAct.Lift lift, long time, long now) => ControlDecision.Of(
        Of(lift.List).Values
            .Where(ban => !ban.IsOver(now) && ban.Target.SharesPartWith(lift.Target))
            .Select(ban => new ControlRecord.Lifted(lift.List, ban.Target, time, lift.By)));

    private ControlDecision DecideLock(ControlAct.Lock act, long time) => ControlDecision.Of(
        _locks.ContainsKey(act.Room) == act.IsLocked ? [] : [new ControlRecord.Locked(act.Room, act.IsLocked, time, act.By)]);

    private ControlDecision DecideReplacement(ControlAct.ReplaceList act, long time)
    {
        var current = Of(act.List);
        var targets = act.Wanted.Select(ban => ban.Target).ToHashSet();
        return ControlDecision.Of([
            .. current.Keys.Where(target => !targets.Contains(target)).Select(target => new ControlRecord.Lifted(act.List, target, time, act.By)),
            .. act.Wanted.Where(ban => ban != current.GetValueOrDefault(ban.Target)).Select(ban => new ControlRecord.Imposed(act.List, ban)),
        ]);
    }

    private ControlDecision DecideLocks(ControlAct.ReplaceLocks act, long time) => ControlDecision.Of([
        .. _locks.Keys.Except(act.Wanted).Select(room => new ControlRecord.Locked(room, IsLocked: false, time, act.By)),
        .. act.Wanted.Except(_locks.Keys).Select(room => new ControlRecord.Locked(room, IsLocked: true, time, act.By)),
    ]);

    private OrderedDictionary<BanTarget, Ban> Of(BanList list) => list == BanList.Bans ? _bans : _mutes;
}
