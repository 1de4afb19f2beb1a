using ChatRoom.Protocol;

namespace ChatRoom.Server.Moderation;

/// <summary>
/// The bans, mutes and topic locks that follow from the records of the control log. Pure: no clock, no files. Each
/// <c>Decide</c> says which records an act becomes and changes nothing; only <see cref="Apply"/> changes the state. Guarded by the
/// lock of the control log.
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

    /// <param name="ban">Takes the place of an earlier one of the same target.</param>
    /// <param name="now">The time by which it is judged whether other bans are over, in Unix milliseconds.</param>
    public ControlDecision DecideBan(Ban ban, long now) =>
        _bans.Values.Count(other => !other.IsOver(now) && other.Target != ban.Target) >= MaxBans
            ? ControlDecision.Refuse(Refusal.TooManyBans(MaxBans))
            : ControlDecision.Of([new ControlRecord.Imposed(BanList.Bans, ban)]);

    /// <param name="mute">Takes the place of all earlier ones of that name.</param>
    /// <param name="now">As in <see cref="DecideBan"/>.</param>
    public ControlDecision DecideMute(Ban mute, long now)
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

    /// <summary>Ends the bans or mutes that share a name or a network with the target. There may be none.</summary>
    public ControlDecision DecideLift(BanList list, BanTarget target, long time, Nickname by, long now) => ControlDecision.Of(
        Of(list).Values
            .Where(ban => !ban.IsOver(now) && ban.Target.SharesPartWith(target))
            .Select(ban => new ControlRecord.Lifted(list, ban.Target, time, by)));

    public ControlDecision DecideLock(Nickname room, bool isLocked, long time, Nickname by) =>
        ControlDecision.Of(_locks.ContainsKey(room) == isLocked ? [] : [new ControlRecord.Locked(room, isLocked, time, by)]);

    /// <summary>Replaces a whole list. Entries that stay as they are become no records.</summary>
    /// <param name="list">The list.</param>
    /// <param name="wanted">Its new entries, each with a target of its own.</param>
    /// <param name="time">The time of the act.</param>
    /// <param name="by">The operator who ends the entries that are not in the new list.</param>
    public ControlDecision DecideReplacement(BanList list, Ban[] wanted, long time, Nickname by)
    {
        var current = Of(list);
        var targets = wanted.Select(ban => ban.Target).ToHashSet();
        return ControlDecision.Of([
            .. current.Keys.Where(target => !targets.Contains(target)).Select(target => new ControlRecord.Lifted(list, target, time, by)),
            .. wanted.Where(ban => ban != current.GetValueOrDefault(ban.Target)).Select(ban => new ControlRecord.Imposed(list, ban)),
        ]);
    }

    /// <summary>Replaces the set of locked rooms.</summary>
    public ControlDecision DecideLocks(Nickname[] wanted, long time, Nickname by) => ControlDecision.Of([
        .. _locks.Keys.Except(wanted).Select(room => new ControlRecord.Locked(room, IsLocked: false, time, by)),
        .. wanted.Except(_locks.Keys).Select(room => new ControlRecord.Locked(room, IsLocked: true, time, by)),
    ]);

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

    private OrderedDictionary<BanTarget, Ban> Of(BanList list) => list == BanList.Bans ? _bans : _mutes;
}
