using System.Diagnostics.CodeAnalysis;
using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Server.Time;

namespace ChatRoom.Server.Moderation;

/// <summary>
/// Who may not come in, or, in another list of this kind, not speak. Asked by any thread without a lock, as the list is replaced and never changed; changed under a
/// lock of its own. Where there is a file, whoever changes it wishes for a save, which another thread does.
/// </summary>
internal sealed class Bans
{
    /// <summary>Each is compared with everybody who comes in.</summary>
    public const int Most = 10_000;

    private readonly Lock _gate = new();

    // Held while the file is read or written, which takes a disk's time.
    private readonly Lock _fileGate = new();
    private readonly TimeProvider _time;
    private readonly AgeClock _ages;
    private readonly BanFile? _file;
    private readonly Action _wishSave;
    private volatile Ban[] _all;
    private Ban[] _saved;

    /// <summary>Bans that last as long as the server.</summary>
    public Bans(TimeProvider time)
        : this(time, file: null, [], () => { })
    {
    }

    private Bans(TimeProvider time, BanFile? file, Ban[] all, Action wishSave)
    {
        _time = time;
        _ages = new AgeClock(time, lastTime: 0);
        _file = file;
        _wishSave = wishSave;
        _all = _saved = all;
    }

    /// <summary>Unix milliseconds.</summary>
    public long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Those that hold now, the oldest first.</summary>
    public Ban[] All => Array.FindAll(_all, ban => !ban.IsOver(Now));

    /// <summary>Those that hold now, and those that are over only by a clock that went ahead lately.</summary>
    private Ban[] Kept
    {
        get
        {
            lock (_gate)
            {
                var now = _ages.Now();
                return Array.FindAll(_all, ban => !ban.IsOver(now));
            }
        }
    }

    /// <summary>There is none, not even one that is over.</summary>
    public bool IsEmpty => _all.Length == 0;

    /// <summary>Reads what an earlier run left; false, and one sentence, where it cannot be read.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="file">Where they are kept.</param>
    /// <param name="wishSave">Called when there is something to <see cref="Save"/>; from any thread.</param>
    /// <param name="bans">All of them.</param>
    /// <param name="whyNot">What to do.</param>
    public static bool TryOpen(
        TimeProvider time, BanFile file, Action wishSave, [NotNullWhen(true)] out Bans? bans, [NotNullWhen(false)] out string? whyNot)
    {
        bans = file.TryRead(out var all, out whyNot) ? new Bans(time, file, all, wishSave) : null;
        return bans is not null;
    }

    /// <summary>What keeps out who comes from there, or null.</summary>
    public Ban? Find(IPAddress address) => Find(static (ban, address) => ban.Target.Covers(address), address);

    /// <summary>What keeps a name out, or null.</summary>
    public Ban? Find(Nickname name) => Find(static (ban, name) => ban.Target.Covers(name), name);

    /// <summary>Whether one that was found before still holds.</summary>
    public bool Holds(Ban ban) => !ban.IsOver(Now) && Array.Exists(_all, other => other.Target == ban.Target && !other.IsOver(Now));

    /// <summary>
    /// Reads the file again, in which somebody may have changed something; what was changed here and is not written yet stays.
    /// False where it cannot be read, and then nothing has changed. Takes a disk's time.
    /// </summary>
    /// <param name="added">Those that were not there before.</param>
    /// <param name="outcome">How many there are, or why not.</param>
    public bool TryReload(out Ban[] added, out string outcome)
    {
        added = [];
        lock (_fileGate)
        {
            if (!_file!.TryRead(out var read, out var whyNot))
            {
                outcome = whyNot;
                return false;
            }

            lock (_gate)
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

    /// <summary>Keeps somebody out, in place of an earlier ban of the same target; false where there are too many.</summary>
    public bool TryAdd(Ban ban)
    {
        lock (_gate)
        {
            var others = Array.FindAll(Kept, other => other.Target != ban.Target);
            if (others.Length >= Most)
            {
                return false;
            }

            _all = [.. others, ban];
        }

        _wishSave();
        return true;
    }

    /// <summary>Lets in whom a name or a network keeps out; returns the bans that ended by it.</summary>
    public Ban[] Lift(BanTarget target)
    {
        Ban[] lifted;
        lock (_gate)
        {
            var all = Kept;
            lifted = Array.FindAll(all, ban => ban.Target.Meets(target));
            if (lifted.Length == 0)
            {
                return lifted;
            }

            _all = Array.FindAll(all, ban => !ban.Target.Meets(target));
        }

        _wishSave();
        return lifted;
    }

    /// <summary>Writes down what changed; where that cannot be, the next call tries again. Takes a disk's time; called by one thread at a time.</summary>
    public void Save()
    {
        lock (_fileGate)
        {
            var all = _all;
            if (all != _saved && _file is not null && _file.TryWrite(Kept))
            {
                _saved = all;
            }
        }
    }

    private static bool Has(Ban[] bans, Ban ban) => Array.Exists(bans, other => other.Target == ban.Target);

    private Ban? Find<T>(Func<Ban, T, bool> covers, T whom)
    {
        var all = _all;
        if (all.Length == 0)
        {
            return null;
        }

        var now = Now;
        return Array.Find(all, ban => covers(ban, whom) && !ban.IsOver(now));
    }
}
