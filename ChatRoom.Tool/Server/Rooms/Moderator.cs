using System.Net;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Log.State;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Moderation.Log;
using ChatRoom.Server.Rooms.Acts;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>Closes every connection that was let in and matches; returns their number.</summary>
internal delegate int Expel(Func<Reader, IPAddress, bool> matches, CloseNotice notice);

/// <summary>The outcome of a ban.</summary>
/// <param name="Refusal">Why it was refused, or null.</param>
/// <param name="Ban">With the address that was added to a name; null: it was refused.</param>
/// <param name="AddressSearch">Whether an address was added.</param>
/// <param name="Expelled">The number of this server's connections that it ended.</param>
internal readonly record struct BanOutcome(Refusal? Refusal, Ban? Ban = null, AddressSearch AddressSearch = AddressSearch.Done, int Expelled = 0);

/// <summary>
/// The moderation of all rooms: what operators do, the passwords, and the report of each act. An act returns why it is refused, or
/// null; what follows from it for connections is done by <see cref="Enforcement"/>. Acts on the loop's thread only, the rest on any.
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
    public async ValueTask<BanOutcome> BanAsync(Operator by, BanTarget target, TimeSpan? length, string reason)
    {
        if ((WhyTooLong(reason) ?? WhyNotBan(by, target)) is { } whyNot)
        {
            return new BanOutcome(whyNot);
        }

        var ban = new Ban(BanScope.OfBan(by, target, out var search), log.Now, EndOf(length), by.Member.Name, reason);
        var outcome = await log.CommitAsync(new ControlAct.Impose(BanList.Bans, ban));
        if (outcome.Refusal is not null)
        {
            return new BanOutcome(outcome.Refusal);
        }

        Record(by.Member, by.Room, $"banned {ban.Target}{BanText.Until(ban)}{BanText.Because(reason)}");
        return new BanOutcome(null, ban, search, outcome.Expelled);
    }

    /// <summary>Ends the bans that share a name or a network with the target; returns their targets. There may be none.</summary>
    public async ValueTask<(Refusal? Refusal, BanTarget[] Lifted)> UnbanAsync(Operator by, BanTarget target)
    {
        var (refusal, lifted) = await LiftAsync(by, BanList.Bans, target);
        foreach (var ban in lifted)
        {
            Record(by.Member, by.Room, $"unbanned {ban}");
        }

        return (refusal, lifted);
    }

    /// <summary>Lets a member of the room read but not speak, and tells it; returns the mute.</summary>
    /// <param name="length">null: forever.</param>
    public async ValueTask<(Refusal? Refusal, Ban? Mute)> MuteAsync(Operator by, Nickname name, TimeSpan? length)
    {
        if (WhyNot(by, name, out var seat) is { } whyNot)
        {
            return (whyNot, null);
        }

        var mute = new Ban(BanScope.OfMute(by, seat!.Name), log.Now, EndOf(length), by.Member.Name, "");
        var outcome = await log.CommitAsync(new ControlAct.Impose(BanList.Mutes, mute));
        if (outcome.Refusal is not null)
        {
            return (outcome.Refusal, null);
        }

        Record(by.Member, by.Room, $"muted {mute.Target}{BanText.Until(mute)}");
        return (null, mute);
    }

    /// <summary>
    /// Lifts a mute, even of a person who is not here, and tells the member. Returns whether there was one to lift, and the name as
    /// the member in this room has it; null: nobody here has it.
    /// </summary>
    public async ValueTask<(Refusal? Refusal, bool WasMuted, Nickname? Found)> UnmuteAsync(Operator by, Nickname name)
    {
        var found = by.Room.Seats.TryFind(name, out var seat) ? seat.Name : null;
        _ = by.Room.Moderation.TryFind(name, out var member);
        var inForce = member?.Status?.Mute is { } mute && Mutes.IsInForce(mute) ? mute : null;
        var (refusal, lifted) = await LiftAsync(by, BanList.Mutes, inForce?.Target ?? new BanTarget(name, null));
        if (lifted.Length > 0)
        {
            Record(by.Member, by.Room, $"unmuted {name}");
        }

        return (refusal, lifted.Length > 0, found);
    }

    /// <summary>Lets only operators set the topic of the room, or everybody.</summary>
    public async ValueTask<Refusal?> LockAsync(Operator by, bool isLocked)
    {
        _ = Nickname.TryParse(by.Room.Name, out var room);
        var outcome = await log.CommitAsync(new ControlAct.Lock(room!, isLocked, by.Member.Name));
        if (outcome.Refusal is null)
        {
            Record(by.Member, by.Room, isLocked ? "locked the topic" : "unlocked the topic");
        }

        return outcome.Refusal;
    }

    /// <summary>Sends a member of the room away.</summary>
    public async ValueTask<Refusal?> KickAsync(Operator by, Nickname name, string reason)
    {
        Seat? seat = null;
        if ((WhyTooLong(reason) ?? WhyNot(by, name, out seat)) is { } whyNot)
        {
            return whyNot;
        }

        var refusal = await by.Room.Moderation.KickAsync(new KickAct(seat!.Holder, name, by.Member.Name, reason));
        if (refusal is null)
        {
            Record(by.Member, by.Room, $"kicked {name}{BanText.Because(reason)}");
        }

        return refusal;
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

    /// <summary>The same for an operator who may be in no room.</summary>
    public void Record(Nickname by, IPAddress from, string act) => report($"{by} from {from}: {act}");

    private long? EndOf(TimeSpan? length) => log.Now + (long?)length?.TotalMilliseconds;

    private async ValueTask<(Refusal? Refusal, BanTarget[] Lifted)> LiftAsync(Operator by, BanList list, BanTarget target)
    {
        var outcome = await log.CommitAsync(new ControlAct.Lift(list, target, by.Member.Name));
        return (outcome.Refusal, [.. outcome.Records.OfType<ControlRecord.Lifted>().Select(record => record.Target)]);
    }

    private static Refusal? WhyTooLong(string reason) => Encoding.UTF8.GetByteCount(reason) > Limits.MaxReason ? Refusal.ReasonTooLong : null;

    private static Refusal? WhyNotBan(Operator by, BanTarget target) =>
        target.Covers(by.Member.Name) || (by.Member.Address is { } own && target.Covers(own)) ? Refusal.BansYourself : null;

    /// <summary>Finds the seat of the member that an act is about. Returns why the act is refused, or null.</summary>
    private static Refusal? WhyNot(Operator by, Nickname name, out Seat? seat) =>
        !by.Room.Seats.TryFind(name, out seat) ? Refusal.NobodyNamed(name.ToString())
        : seat.Holder == by.Member.Holder ? Refusal.Yourself
        : null;

    private static CloseNotice Because(Ban ban) => CloseNotice.Banned(BanText.Terms(ban), ban.By, BanText.Because(ban.Reason));
}
