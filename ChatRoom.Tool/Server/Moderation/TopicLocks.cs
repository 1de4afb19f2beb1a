using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Server.Moderation;

/// <summary>
/// The rooms whose topic only operators may set. Asked by any thread without a lock, as the set is replaced and never changed.
/// Where there is a file, a room's name a line, whoever changes it wishes for a save, which one other thread does.
/// </summary>
internal sealed class TopicLocks
{
    private readonly Lock _gate = new();
    private readonly ModerationFile? _file;
    private readonly Action _wishSave;
    private volatile HashSet<Nickname> _all;
    private HashSet<Nickname> _saved;

    /// <summary>Locks that last as long as the server.</summary>
    public TopicLocks()
        : this(file: null, [], () => { })
    {
    }

    private TopicLocks(ModerationFile? file, HashSet<Nickname> all, Action wishSave)
    {
        (_file, _wishSave) = (file, wishSave);
        _all = _saved = all;
    }

    /// <summary>Reads what an earlier run left; false, and one sentence, where it cannot be read.</summary>
    /// <param name="file">Where they are kept.</param>
    /// <param name="wishSave">Called when there is something to <see cref="Save"/>; from any thread.</param>
    /// <param name="locks">All of them.</param>
    /// <param name="whyNot">What to do.</param>
    public static bool TryOpen(
        ModerationFile file, Action wishSave, [NotNullWhen(true)] out TopicLocks? locks, [NotNullWhen(false)] out string? whyNot)
    {
        locks = null;
        if (!file.TryRead(out var lines, out whyNot))
        {
            return false;
        }

        var rooms = new HashSet<Nickname>();
        foreach (var line in lines)
        {
            if (!Nickname.TryParse(line.Trim(), out var room))
            {
                whyNot = $"a line of {file.Path} is no room: '{TextFilter.Clean(line)}'; delete it";
                return false;
            }

            rooms.Add(room);
        }

        locks = new TopicLocks(file, rooms, wishSave);
        return true;
    }

    public bool Contains(ReadOnlySpan<byte> room) => Nickname.TryParse(room, out var name) && _all.Contains(name);

    public void Set(ReadOnlySpan<byte> room, bool isLocked)
    {
        _ = Nickname.TryParse(room, out var name);
        lock (_gate)
        {
            _all = isLocked ? [.. _all, name!] : [.. _all.Where(other => !other.Equals(name))];
        }

        _wishSave();
    }

    /// <summary>Writes down what changed; where that cannot be, the next call tries again. Takes a disk's time; called by one thread at a time.</summary>
    public void Save()
    {
        var all = _all;
        if (all != _saved && _file is not null && _file.TryWrite(string.Concat(all.Select(room => $"{room}\n"))))
        {
            _saved = all;
        }
    }
}
