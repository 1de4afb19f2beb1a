using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>Why somebody is sent away.</summary>
/// <param name="Farewell">The last that it is told.</param>
/// <param name="Told">What the others are told behind <c>left!</c>.</param>
internal sealed record Expulsion(Refusal Farewell, string Told);

/// <summary>Sends away all who are let in and of whom this is true; returns how many they are.</summary>
internal delegate int Expel(Func<Reader, IPAddress, bool> who, Expulsion why);

/// <summary>What keeps order in all rooms: the passwords, who may not come in or not speak, the way to send somebody away, and the record of what operators do.</summary>
/// <param name="bans">Who may not come in.</param>
/// <param name="mutes">Who may not speak.</param>
/// <param name="locks">Whose topic only operators may set.</param>
/// <param name="passwords">What lets people in, and makes operators.</param>
/// <param name="expel">Reaches everybody's connection; null where there is none.</param>
/// <param name="report">Takes a sentence about each act.</param>
internal sealed class Moderator(Bans bans, Bans mutes, TopicLocks locks, Passwords passwords, Expel? expel = null, Action<string>? report = null)
{
    public Bans Bans => bans;

    /// <summary>Whom operators let say nothing. They are kept as bans are.</summary>
    public Bans Mutes => mutes;

    public TopicLocks TopicLocks => locks;

    public Passwords Passwords => passwords;

    /// <summary>Somebody may become an operator.</summary>
    public bool HasOperators => passwords.Operators is not null;

    public int Expel(Func<Reader, IPAddress, bool> who, Expulsion why) => expel?.Invoke(who, why) ?? 0;

    /// <summary>Judges an operators' password; one that comes over no network is not counted.</summary>
    public Attempt Judge(ReadOnlySpan<byte> given, IPAddress? from) =>
        passwords.Operators is not { } password ? new Attempt(Verdict.Wrong, 0, TimeSpan.Zero)
        : from is not null ? passwords.PasswordAttempts.Judge(password, given, from)
        : new Attempt(password.Is(given) ? Verdict.Right : Verdict.Wrong, 0, TimeSpan.Zero);

    /// <summary>Reads the bans again, and sends away whom new ones cover; false where that cannot be, and then nothing has changed.</summary>
    public bool TryReloadBans(out string outcome)
    {
        if (!bans.TryReload(out var added, out outcome))
        {
            return false;
        }

        var gone = 0;
        foreach (var ban in added)
        {
            gone += SendAway(ban);
        }

        outcome += $"; {gone} sent away";
        return true;
    }

    /// <summary>Sends away all who are in and whom a ban covers; returns how many they are.</summary>
    public int SendAway(Ban ban) => Expel(
        (reader, address) => ban.Target.Covers(address) || (reader is Member member && ban.Target.Covers(member.Name)),
        Because(ban));

    /// <summary>Why somebody who is in may not be, or null.</summary>
    public Expulsion? WhyNotHere(Reader reader, IPAddress from) =>
        (bans.Find(from) ?? (reader is Member member ? bans.Find(member.Name) : null)) is { } ban ? Because(ban) : null;

    /// <summary>Keeps for the record what somebody did, as in <c>kicked bob</c>.</summary>
    public void Record(Member by, Room where, string act) => report?.Invoke($"{by.Name} from {by.Address} in {where}: {act}");

    private static Expulsion Because(Ban ban) => new(BanText.Farewell(ban), $"Banned by {ban.By}{BanText.Because(ban.Reason)}");
}
