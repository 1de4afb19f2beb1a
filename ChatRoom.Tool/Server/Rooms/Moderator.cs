using System.Net;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>Closes every connection that was let in and matches; returns their number.</summary>
internal delegate int Expel(Func<Reader, IPAddress, bool> matches, CloseNotice notice);

/// <summary>
/// The moderation of all rooms: passwords, bans, mutes and topic locks, expulsion, and the record of what operators do. Any thread.
/// </summary>
/// <param name="bans">Names and addresses that may not come in.</param>
/// <param name="mutes">Names and addresses that may not speak. They are kept as bans are.</param>
/// <param name="locks">Rooms whose topic only operators may set.</param>
/// <param name="passwords">The server's password, and that of the operators.</param>
/// <param name="expel">Closes connections.</param>
/// <param name="report">Takes a sentence about each act.</param>
internal sealed class Moderator(Bans bans, Bans mutes, TopicLocks locks, Passwords passwords, Expel expel, Action<string> report)
{
    public Bans Bans => bans;

    public Bans Mutes => mutes;

    public TopicLocks TopicLocks => locks;

    public Passwords Passwords => passwords;

    /// <summary>True if there is an operators' password.</summary>
    public bool HasOperators => passwords.Operators is not null;

    public int Expel(Func<Reader, IPAddress, bool> matches, CloseNotice notice) => expel(matches, notice);

    /// <summary>Checks an operators' password.</summary>
    /// <param name="from">The peer's address; null: it comes over no network, and its tries are not counted.</param>
    public PasswordAttempt CheckOperatorPassword(ReadOnlySpan<byte> given, IPAddress? from) =>
        passwords.Operators is not { } password ? new PasswordAttempt(PasswordVerdict.Wrong, 0, TimeSpan.Zero)
        : from is not null ? passwords.Attempts.Check(password, given, from)
        : new PasswordAttempt(password.Matches(given) ? PasswordVerdict.Right : PasswordVerdict.Wrong, 0, TimeSpan.Zero);

    /// <summary>Reads the bans again, and expels the peers that new bans cover. If it returns false, nothing has changed.</summary>
    public bool TryReloadBans(out string outcome)
    {
        if (!bans.TryReload(out var added, out outcome))
        {
            return false;
        }

        var expelled = 0;
        foreach (var ban in added)
        {
            expelled += ExpelBanned(ban);
        }

        outcome += $"; {expelled} sent away";
        return true;
    }

    /// <summary>Expels all peers that a ban covers; returns their number.</summary>
    public int ExpelBanned(Ban ban) => Expel(
        (reader, address) => ban.Target.Covers(address) || (reader is Member member && ban.Target.Covers(member.Name)),
        Because(ban));

    /// <summary>Why a peer that was let in may not stay, or null.</summary>
    public CloseNotice? WhyNotHere(Reader reader, IPAddress from) =>
        (bans.Find(from) ?? (reader is Member member ? bans.Find(member.Name) : null)) is { } ban ? Because(ban) : null;

    /// <summary>Reports what an operator did, such as <c>kicked bob</c>.</summary>
    public void Record(Member by, Room room, string act) => report($"{by.Name} from {by.Address} in {room}: {act}");

    private static CloseNotice Because(Ban ban) => CloseNotice.Banned(BanText.Terms(ban), ban.By, BanText.Because(ban.Reason));
}
