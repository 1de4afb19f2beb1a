using System.Net;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Moderation.Log;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>Closes every connection that was let in and matches; returns their number.</summary>
internal delegate int Expel(Func<Reader, IPAddress, bool> matches, CloseNotice notice);

/// <summary>A ban that was just imposed.</summary>
/// <param name="Ban">With the address that was added to a name.</param>
/// <param name="AddressSearch">Whether an address was added.</param>
/// <param name="Expelled">The number of connections that it ended.</param>
internal readonly record struct BanOutcome(Ban Ban, AddressSearch AddressSearch, int Expelled);

/// <summary>
/// The moderation of all rooms: what operators do, the passwords, and the report of each act. An act returns why it is refused, or
/// null. Any thread.
/// </summary>
/// <param name="log">The bans, mutes and topic locks.</param>
/// <param name="passwords">The server's password, and that of the operators.</param>
/// <param name="expel">Closes connections.</param>
/// <param name="report">Takes a sentence about each act.</param>
internal sealed class Moderator(ControlLog log, Passwords passwords, Expel expel, Action<string> report)
{
    /// <summary>Names and addresses that may not come in.</summary>
    public Bans Bans => log.Bans;

    /// <summary>Names and addresses that may not speak.</summary>
    public Bans Mutes => log.Mutes;

    /// <summary>Rooms whose topic only operators may set.</summary>
    public TopicLocks TopicLocks => log.Locks;

    public Passwords Passwords => passwords;

    /// <summary>True if there is an operators' password.</summary>
    public bool HasOperators => passwords.Operators is not null;

    /// <summary>Bans a name or an address, and sends away all that the ban covers.</summary>
    /// <param name="length">null: forever.</param>
    /// <param name="outcome">The ban in force, if the act is not refused.</param>
    public Refusal? Ban(Operator by, BanTarget target, TimeSpan? length, string reason, out BanOutcome outcome)
    {
        outcome = default;
        if (WhyTooLong(reason) is { } tooLong)
        {
            return tooLong;
        }

        if (target.Covers(by.Member.Name) || (by.Member.Address is { } own && target.Covers(own)))
        {
            return Refusal.BansYourself;
        }

        var ban = new Ban(BanScope.OfBan(by, target, out var search), log.Now, EndOf(length), by.Member.Name, reason);
        if (log.TryCommit((state, now) => state.DecideBan(ban, now), out _) is { } refusal)
        {
            return refusal;
        }

        outcome = new BanOutcome(ban, search, ExpelBanned(ban));
        Record(by.Member, by.Room, $"banned {ban.Target}{BanText.Until(ban)}{BanText.Because(reason)}");
        return null;
    }

    /// <summary>Ends the bans that share a name or a network with the target.</summary>
    /// <param name="lifted">The targets of these bans; there may be none.</param>
    public Refusal? Unban(Operator by, BanTarget target, out BanTarget[] lifted)
    {
        var refusal = Lift(by, BanList.Bans, target, out lifted);
        foreach (var ban in lifted)
        {
            Record(by.Member, by.Room, $"unbanned {ban}");
        }

        return refusal;
    }

    /// <summary>Lets a member of the room read but not speak, and tells it.</summary>
    /// <param name="length">null: forever.</param>
    /// <param name="mute">The mute in force, if the act is not refused.</param>
    public Refusal? Mute(Operator by, Nickname name, TimeSpan? length, out Ban? mute)
    {
        mute = null;
        if (WhyNot(by, name, out var member) is { } whyNot)
        {
            return whyNot;
        }

        var imposed = new Ban(BanScope.OfMute(by, member!), log.Now, EndOf(length), by.Member.Name, "");
        if (log.TryCommit((state, now) => state.DecideMute(imposed, now), out _) is { } refusal)
        {
            return refusal;
        }

        mute = imposed;
        member!.GetOrAddStatus().Mute = mute;
        var term = BanText.Until(mute);
        Record(by.Member, by.Room, $"muted {mute.Target}{term}");
        by.Room.Notify(member, Refusal.Muted(term).Text);
        return null;
    }

    /// <summary>Lifts a mute, even of a person who is not here, and tells the member.</summary>
    /// <param name="found">The name as the member in this room has it; null: nobody here has it.</param>
    /// <param name="wasMuted">False: there was no mute to lift.</param>
    public Refusal? Unmute(Operator by, Nickname name, out Nickname? found, out bool wasMuted)
    {
        _ = by.Room.Moderation.TryFind(name, out var member);
        var inForce = member?.Status?.Mute is { } mute && Mutes.IsInForce(mute) ? mute : null;
        var refusal = Lift(by, BanList.Mutes, inForce?.Target ?? new BanTarget(name, null), out var lifted);
        (found, wasMuted) = (member?.Name, lifted.Length > 0);
        if (wasMuted)
        {
            Record(by.Member, by.Room, $"unmuted {name}");
        }

        if (wasMuted && member is not null)
        {
            by.Room.Notify(member, "You may speak again.");
        }

        return refusal;
    }

    /// <summary>Lets only operators set the topic of the room.</summary>
    public Refusal? Lock(Operator by) => SetLock(by, isLocked: true);

    /// <summary>Lets everybody set the topic of the room.</summary>
    public Refusal? Unlock(Operator by) => SetLock(by, isLocked: false);

    /// <summary>Sends a member of the room away.</summary>
    public Refusal? Kick(Operator by, Nickname name, string reason)
    {
        Member? member = null;
        if ((WhyTooLong(reason) ?? WhyNot(by, name, out member)) is { } whyNot)
        {
            return whyNot;
        }

        var because = BanText.Because(reason);
        if (expel((reader, _) => reader == member, CloseNotice.Kicked(by.Member.Name, because)) == 0)
        {
            return Refusal.NobodyNamed(name.ToString());
        }

        Record(by.Member, by.Room, $"kicked {name}{because}");
        return null;
    }

    public int Expel(Func<Reader, IPAddress, bool> matches, CloseNotice notice) => expel(matches, notice);

    /// <summary>Checks an operators' password.</summary>
    /// <param name="from">The peer's address; null: it comes over no network, and its tries are not counted.</param>
    public PasswordAttempt CheckOperatorPassword(ReadOnlySpan<byte> given, IPAddress? from) =>
        passwords.Operators is not { } password ? new PasswordAttempt(PasswordVerdict.Wrong, 0, TimeSpan.Zero)
        : from is not null ? passwords.Attempts.Check(password, given, from)
        : new PasswordAttempt(password.Matches(given) ? PasswordVerdict.Right : PasswordVerdict.Wrong, 0, TimeSpan.Zero);

    /// <summary>Expels all peers that a ban covers; returns their number.</summary>
    public int ExpelBanned(Ban ban) => Expel(
        (reader, address) => ban.Target.Covers(address) || (reader is Member member && ban.Target.Covers(member.Name)),
        Because(ban));

    /// <summary>Why a peer that was let in may not stay, or null.</summary>
    public CloseNotice? WhyNotHere(Reader reader, IPAddress from) =>
        (log.Bans.Find(from) ?? (reader is Member member ? log.Bans.Find(member.Name, log.Bans.Now) : null)) is { } ban ? Because(ban) : null;

    /// <summary>Reports what an operator did, such as <c>kicked bob</c>.</summary>
    public void Record(Member by, Room room, string act) => report($"{by.Name} from {by.Address} in {room}: {act}");

    private long? EndOf(TimeSpan? length) => log.Now + (long?)length?.TotalMilliseconds;

    private Refusal? Lift(Operator by, BanList list, BanTarget target, out BanTarget[] lifted)
    {
        var refusal = log.TryCommit((state, now) => state.DecideLift(list, target, log.Now, by.Member.Name, now), out var records);
        lifted = [.. records.OfType<ControlRecord.Lifted>().Select(record => record.Target)];
        return refusal;
    }

    private Refusal? SetLock(Operator by, bool isLocked)
    {
        _ = Nickname.TryParse(by.Room.Name, out var room);
        if (log.TryCommit((state, _) => state.DecideLock(room!, isLocked, log.Now, by.Member.Name), out _) is { } refusal)
        {
            return refusal;
        }

        Record(by.Member, by.Room, isLocked ? "locked the topic" : "unlocked the topic");
        return null;
    }

    private static Refusal? WhyTooLong(string reason) => Encoding.UTF8.GetByteCount(reason) > Limits.MaxReason ? Refusal.ReasonTooLong : null;

    /// <summary>Finds the member that an act is about. Returns why the act is refused, or null.</summary>
    private static Refusal? WhyNot(Operator by, Nickname name, out Member? member) =>
        !by.Room.Moderation.TryFind(name, out member) ? Refusal.NobodyNamed(name.ToString())
        : member == by.Member ? Refusal.Yourself
        : null;

    private static CloseNotice Because(Ban ban) => CloseNotice.Banned(BanText.Terms(ban), ban.By, BanText.Because(ban.Reason));
}
