using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Server.Moderation;

/// <summary>
/// The rooms whose topic only operators may set. Any thread: reads take no lock, because the set is replaced and never changed.
/// If there is a file (a room's name in each line), a change requests a save, which another thread does.
/// </summary>
internal sealed class TopicLocks
{
    private readonly Lock _lock = new();
    private readonly ModerationFile? _file;
    private readonly Action _requestSave;
    private volatile HashSet<Nickname> _all;
    private HashSet<Nickname> _saved;

    /// <summary>Locks that end with the server.</summary>
    public TopicLocks()
        : this(file: null, [], () => { })
    {
    }

    private TopicLocks(ModerationFile? file, HashSet<Nickname> all, Action requestSave)
    {
        (_file, _requestSave) = (file, requestSave);
        _all = _saved = all;
    }

    /// <summary>Reads the locks of an earlier run.</summary>
    /// <param name="requestSave">Called when there is something to <see cref="Save"/>; from any thread.</param>
    /// <param name="whyNot">The problem, and what to do.</param>
    public static bool TryOpen(
        ModerationFile file, Action requestSave, [NotNullWhen(true)] out TopicLocks? locks, [NotNullWhen(false)] out string? whyNot)
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
                whyNot = $"a line of {file.Path} is not a room: '{TextFilter.Clean(line)}'; delete it";
                return false;
            }

            rooms.Add(room);
        }

        locks = new TopicLocks(file, rooms, requestSave);
        return true;
    }

    public bool Contains(ReadOnlySpan<byte> room) => Nickname.TryParse(room, out var name) && _all.Contains(name);

    public void Set(ReadOnlySpan<byte> room, bool isLocked)
    {
        _ = Nickname.TryParse(room, out var name);
        lock (_lock)
        {
            _all = isLocked ? [.. _all, name!] : [.. _all.Where(other => !other.Equals(name))];
        }

        _requestSave();
    }

    /// <summary>Writes changes to the file; if that fails, the next call tries again. Takes a disk's time. One thread at a time.</summary>
    public void Save()
    {
        var all = _all;
        if (all != _saved && _file is not null && _file.TryWrite(string.Concat(all.Select(room => $"{room}\n"))))
        {
            _saved = all;
        }
    }
}
