using System.Diagnostics.CodeAnalysis;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Storage;

namespace ChatRoom.Server.Moderation;

/// <summary>
/// The rooms whose topic only operators may set. Asked by any thread without a lock, as the set is replaced and never changed.
/// Where there is a file, a room's name a line, whoever changes it wishes for a save, which one other thread does.
/// </summary>
internal sealed class TopicLocks
{
    private readonly Lock _gate = new();
    private readonly string? _path;
    private readonly Action<string> _report;
    private readonly Action _wishSave;
    private volatile HashSet<Nickname> _all;
    private HashSet<Nickname> _saved;
    private bool _isFailing;

    /// <summary>Locks that last as long as the server.</summary>
    public TopicLocks()
        : this(path: null, [], _ => { }, () => { })
    {
    }

    private TopicLocks(string? path, HashSet<Nickname> all, Action<string> report, Action wishSave)
    {
        (_path, _report, _wishSave) = (path, report, wishSave);
        _all = _saved = all;
    }

    /// <summary>Reads what an earlier run left; false, and one sentence, where it cannot be read.</summary>
    /// <param name="path">Where they are kept.</param>
    /// <param name="report">Takes a sentence for the operator.</param>
    /// <param name="wishSave">Called when there is something to <see cref="Save"/>; from any thread.</param>
    /// <param name="locks">All of them.</param>
    /// <param name="whyNot">What to do.</param>
    public static bool TryOpen(
        string path, Action<string> report, Action wishSave, [NotNullWhen(true)] out TopicLocks? locks, [NotNullWhen(false)] out string? whyNot)
    {
        (locks, whyNot) = (null, null);
        try
        {
            var rooms = new HashSet<Nickname>();
            foreach (var line in File.Exists(path) ? File.ReadAllLines(path) : [])
            {
                if (!Nickname.TryParse(line.Trim(), out var room))
                {
                    whyNot = $"a line of {path} is no room: '{TextFilter.Clean(line)}'; delete it";
                    return false;
                }

                rooms.Add(room);
            }

            locks = new TopicLocks(path, rooms, report, wishSave);
            return true;
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            whyNot = $"cannot read {path}: {Failure.Reason(error)}";
            return false;
        }
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
        if (all == _saved || _path is null)
        {
            return;
        }

        try
        {
            WholeFile.Replace(_path, Encoding.UTF8.GetBytes(string.Concat(all.Select(room => $"{room}\n"))));
            _saved = all;
            Tell(isFailing: false, $"locks of topics are written to {_path} again");
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            Tell(isFailing: true, $"locks of topics hold, but end with the server: cannot write {_path}: {Failure.Reason(error)}");
        }
    }

    private void Tell(bool isFailing, string sentence)
    {
        if (_isFailing != isFailing)
        {
            _report(sentence);
        }

        _isFailing = isFailing;
    }
}
