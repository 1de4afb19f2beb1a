using System.Diagnostics.CodeAnalysis;
using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Server.Time;

namespace ChatRoom.Server.Moderation;

/// <summary>
/// The bans; another list of this kind holds the mutes. Any thread: reads take no lock, because the list is replaced and never
/// changed. Changes take a lock. If there is a file, a change requests a save, which another thread does.
/// </summary>
internal sealed class Bans
{
    /// <summary>Bans in the list: each newcomer is compared with all of them.</summary>
    public const int MaxBans = 10_000;

    private readonly Lock _lock = new();

    // Held while the file is read or written, which takes a disk's time.
    private readonly Lock _fileLock = new();
    private readonly TimeProvider _time;
    private readonly AgeClock _ages;
    private readonly BanFile? _file;
    private readonly Action _requestSave;
    private volatile Ban[] _all;
    private Ban[] _saved;

    /// <summary>Bans that end with the server.</summary>
    public Bans(TimeProvider time)
        : this(time, file: null, [], () => { })
    {
    }

    private Bans(TimeProvider time, BanFile? file, Ban[] all, Action requestSave)
    {
        _time = time;
        _ages = new AgeClock(time, lastTime: 0);
        _file = file;
        _requestSave = requestSave;
        _all = _saved = all;
    }

    /// <summary>Unix milliseconds.</summary>
    public long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The bans in force, the oldest first.</summary>
    public Ban[] All => Array.FindAll(_all, ban => !ban.IsOver(Now));

    /// <summary>The bans in force, and those that are over only because the clock has jumped ahead lately.</summary>
    private Ban[] Kept
    {
        get
        {
            lock (_lock)
            {
                var now = _ages.Now();
                return Array.FindAll(_all, ban => !ban.IsOver(now));
            }
        }
    }

    /// <summary>True: there is no ban, not even one that is over.</summary>
    public bool IsEmpty => _all.Length == 0;

    /// <summary>Reads the bans of an earlier run.</summary>
    /// <param name="requestSave">Called when there is something to <see cref="Save"/>; from any thread.</param>
    /// <param name="whyNot">The problem, and what to do.</param>
    public static bool TryOpen(
        TimeProvider time, BanFile file, Action requestSave, [NotNullWhen(true)] out Bans? bans, [NotNullWhen(false)] out string? whyNot)
    {
        bans = file.TryRead(out var all, out whyNot) ? new Bans(time, file, all, requestSave) : null;
        return bans is not null;
    }

    /// <summary>The ban in force of an address, or null.</summary>
    public Ban? Find(IPAddress address) => Find(static (ban, address) => ban.Target.Covers(address), address);

    /// <summary>The ban in force of a name, or null.</summary>
    public Ban? Find(Nickname name) => Find(static (ban, name) => ban.Target.Covers(name), name);

    /// <summary>Whether a ban that was found before is still in force.</summary>
    public bool IsInForce(Ban ban) => !ban.IsOver(Now) && Array.Exists(_all, other => other.Target == ban.Target && !other.IsOver(Now));

    /// <summary>
    /// Reads the file again, which somebody may have changed. Changes here that are not written yet stay. If it returns false,
    /// nothing has changed. Takes a disk's time.
    /// </summary>
    /// <param name="added">The bans in force that were not there before.</param>
    /// <param name="outcome">The number of bans, or why the file cannot be read.</param>
    public bool TryReload(out Ban[] added, out string outcome)
    {
        added = [];
        lock (_fileLock)
        {
            if (!_file!.TryRead(out var read, out var whyNot))
            {
                outcome = whyNot;
                return false;
            }

            lock (_lock)
            {
                var (before, saved) = (_all, _saved);
                var fresh = Array.FindAll(before, ban => !Has(saved, ban));
                var lifted = Array.FindAll(saved, ban => !Has(before, ban));
                _all = [.. Array.FindAll(read, ban => !Has(fresh, ban) && !Has(lifted, ban)), .. fresh];
                _saved = before == saved ? _all : read;
                added = Array.FindAll(_all, ban => !Has(before, ban) && !ban.IsOver(Now));
                outcome = $"{All.Length} in force, {added.Length} of them new";
            }
        }

        return true;
    }

    /// <summary>Adds a ban, in place of an earlier one of the same target. False: there are too many.</summary>
    public bool TryAdd(Ban ban)
    {
        lock (_lock)
        {
            var others = Array.FindAll(Kept, other => other.Target != ban.Target);
            if (others.Length >= MaxBans)
            {
                return false;
            }

            _all = [.. others, ban];
        }

        _requestSave();
        return true;
    }

    /// <summary>Ends the bans that share a name or a network with the target; returns them.</summary>
    public Ban[] Lift(BanTarget target)
    {
        Ban[] lifted;
        lock (_lock)
        {
            var all = Kept;
            lifted = Array.FindAll(all, ban => ban.Target.SharesPartWith(target));
            if (lifted.Length == 0)
            {
                return lifted;
            }

            _all = Array.FindAll(all, ban => !ban.Target.SharesPartWith(target));
        }

        _requestSave();
        return lifted;
    }

    /// <summary>Writes changes to the file; if that fails, the next call tries again. Takes a disk's time. One thread at a time.</summary>
    public void Save()
    {
        lock (_fileLock)
        {
            var all = _all;
            if (all != _saved && _file is not null && _file.TryWrite(Kept))
            {
                _saved = all;
            }
        }
    }

    private static bool Has(Ban[] bans, Ban ban) => Array.Exists(bans, other => other.Target == ban.Target);

    private Ban? Find<T>(Func<Ban, T, bool> covers, T target)
    {
        var all = _all;
        if (all.Length == 0)
        {
            return null;
        }

        var now = Now;
        return Array.Find(all, ban => covers(ban, target) && !ban.IsOver(now));
    }
}
