using System.Net;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Moderation;

/// <summary>
/// The bans as all others read them; another list of this kind holds the mutes. Only the control log changes it. Any thread: reads
/// take no lock, because the list is replaced and never changed.
/// </summary>
internal sealed class Bans(TimeProvider time)
{
    private volatile Ban[] _all = [];

    /// <summary>Unix milliseconds.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The bans in force, the oldest first.</summary>
    public Ban[] All => Array.FindAll(_all, ban => !ban.IsOver(Now));

    /// <summary>True: there is no ban, not even one that is over.</summary>
    public bool IsEmpty => _all.Length == 0;

    /// <summary>The ban in force of an address, or null.</summary>
    public Ban? Find(IPAddress address) => Find(static (ban, address) => ban.Target.Covers(address), address, Now);

    /// <summary>The ban of a name that is in force at a time, or null.</summary>
    public Ban? Find(Nickname name, long now) => Find(static (ban, name) => ban.Target.Covers(name), name, now);

    /// <summary>Whether a ban that was found before is still in force.</summary>
    public bool IsInForce(Ban ban) => !ban.IsOver(Now) && Array.Exists(_all, other => other.Target == ban.Target && !other.IsOver(Now));

    /// <summary>Replaces the list.</summary>
    public void Publish(Ban[] all) => _all = all;

    private Ban? Find<T>(Func<Ban, T, bool> covers, T target, long now)
    {
        var all = _all;
        return all.Length == 0 ? null : Array.Find(all, ban => covers(ban, target) && !ban.IsOver(now));
    }
}
