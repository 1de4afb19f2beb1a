using System.Diagnostics.CodeAnalysis;
using System.Text;
using ChatRoom.Files;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Moderation.Log;

/// <summary>Commits an act to the control log; completes with its outcome.</summary>
internal delegate ValueTask<ControlOutcome> Commit(ControlAct act);

/// <summary>
/// Takes files over into the control log: <c>bans</c>, <c>mutes</c> and <c>locks</c> in the data directory, from an older server or
/// from a person. Each replaces its whole list, and is then renamed. Used by one thread at a time, which may wait for a disk.
/// </summary>
/// <param name="commit">Brings an act into the log.</param>
internal sealed class ListFiles(ControlLog log, LogOptions options, Commit commit)
{
    /// <summary>
    /// The line of the notice that stands in the place of <c>bans</c>. An older server would find no file there and let everybody in,
    /// and it cannot read the rooms' logs; this is no ban to it, so it does not start.
    /// </summary>
    private const string Moved = "moved to control/";

    private const string Notice = $"""
        # The bans, mutes and topic locks are in control/*.log now. To replace all bans, write them into this file instead:
        # NAME NETWORK SINCE UNTIL BY REASON, with * for nothing. Then send the server SIGHUP. docs/LOG.md tells more.
        {Moved}

        """;

    private static readonly Nickname ByServer = Nickname.TryParse("server", out var name) ? name : throw new InvalidOperationException();

    /// <summary>Takes over what is there at the start; false, with one sentence, if a file cannot be taken over.</summary>
    /// <param name="report">Is given one sentence for each file.</param>
    public bool TryTakeOverAll(Action<string> report, [NotNullWhen(false)] out string? whyNot)
    {
        foreach (var (path, tryTakeOver) in (ReadOnlySpan<(string, Reload)>)[(options.BansPath, TryTakeOverBans), (options.MutesPath, TryTakeOverMutes), (options.LocksPath, TryTakeOverLocks)])
        {
            if (!TryReadLines(path, out var lines, out var outcome) || (lines is not null && !tryTakeOver(out outcome)))
            {
                whyNot = outcome;
                return false;
            }

            if (lines is not null)
            {
                report($"took over {path}: {outcome}");
            }
        }

        whyNot = null;
        return true;
    }

    /// <param name="expelled">The number of connections that new bans ended; null: no ban is new.</param>
    /// <param name="outcome">The number of bans, or why the file cannot be taken over. Then nothing has changed.</param>
    public bool TryTakeOverBans(out int? expelled, out string outcome) => TryTakeOver(BanList.Bans, options.BansPath, "ban", out expelled, out outcome);

    public bool TryTakeOverMutes(out string outcome) => TryTakeOver(BanList.Mutes, options.MutesPath, "mute", out _, out outcome);

    public bool TryTakeOverLocks(out string outcome)
    {
        outcome = "";
        if (!TryReadLines(options.LocksPath, out var lines, out var whyNot) || !TryParseRooms(lines ?? [], out var rooms, out whyNot))
        {
            outcome = whyNot;
            return false;
        }

        if (lines is not null && Commit(new ControlAct.ReplaceLocks(rooms, ByServer)).Refusal is not null)
        {
            outcome = NotWritten(options.LocksPath);
            return false;
        }

        outcome = $"{log.Locks.Count} in force" + (lines is null ? ", as before" : Rename(options.LocksPath));
        return true;
    }

    /// <summary>
    /// Leaves the notice in the place of <c>bans</c> if there is no file. Takes a disk's time. If that fails, the next start
    /// tries again.
    /// </summary>
    public void LeaveNotice()
    {
        if (Path.Exists(options.BansPath))
        {
            return;
        }

        try
        {
            AtomicFile.Create(options.BansPath, Encoding.UTF8.GetBytes(Notice.ReplaceLineEndings("\n")));
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            // Nothing depends on it but an older server.
        }
    }

    private bool TryTakeOverBans(out string outcome) => TryTakeOverBans(out _, out outcome);

    /// <summary>Waits for the outcome, which the loop may find.</summary>
    private ControlOutcome Commit(ControlAct act) => commit(act).AsTask().GetAwaiter().GetResult();

    private bool TryTakeOver(BanList list, string path, string what, out int? expelled, out string outcome)
    {
        (expelled, outcome) = (null, "");
        var bans = list == BanList.Bans ? log.Bans : log.Mutes;
        if (!TryReadLines(path, out var lines, out var whyNot) || !BanFile.TryParse(path, lines ?? [], what, out var read, out whyNot))
        {
            outcome = whyNot;
            return false;
        }

        if (lines is null)
        {
            outcome = $"{bans.All.Length} in force, as before";
            return true;
        }

        var before = bans.All.Select(ban => ban.Target).ToHashSet();
        var result = Commit(new ControlAct.ReplaceList(list, read, ByServer));
        if (result.Refusal is not null)
        {
            outcome = NotWritten(path);
            return false;
        }

        var time = log.Now;
        var added = result.Records.OfType<ControlRecord.Imposed>().Count(imposed => !imposed.Ban.IsOver(time) && !before.Contains(imposed.Ban.Target));
        expelled = added == 0 ? null : result.Expelled;
        outcome = $"{bans.All.Length} in force, {added} of them new{Rename(path)}";
        return true;
    }

    /// <summary>The rest of a sentence: where the file is now. It is renamed after its content is on the disk elsewhere.</summary>
    private string Rename(string path)
    {
        var taken = $"{path}.old";
        try
        {
            if (!log.Sync())
            {
                return $"; {path} stays until the disk has them, and counts again at the next start";
            }

            File.Move(path, taken, overwrite: true);
            LeaveNotice();
            return $"; the file is {taken} now";
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            return $"; delete {path}, or it counts again at the next start: it cannot be renamed to {taken}: {FileFailure.Reason(error)}";
        }
    }

    private static string NotWritten(string path) => $"{path} cannot be taken over, because the log of bans, mutes and locks cannot be written";

    /// <param name="lines">null: there is no file, or only the notice.</param>
    private static bool TryReadLines(string path, out string[]? lines, [NotNullWhen(false)] out string? whyNot)
    {
        (lines, whyNot) = (null, null);
        try
        {
            var read = File.Exists(path) ? File.ReadAllLines(path) : null;
            lines = read?.Where(line => line.Length > 0 && line[0] != '#').ToArray() is [Moved] ? null : read;
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            whyNot = $"cannot read {path}: {FileFailure.Reason(error)}";
            return false;
        }
    }

    private bool TryParseRooms(string[] lines, out Nickname[] rooms, [NotNullWhen(false)] out string? whyNot)
    {
        (rooms, whyNot) = ([], null);
        var read = new List<Nickname>();
        foreach (var line in lines)
        {
            if (!Nickname.TryParse(line.Trim(), out var room))
            {
                whyNot = $"a line of {options.LocksPath} is not a room: '{TextFilter.Clean(line)}'; delete it";
                return false;
            }

            read.Add(room);
        }

        rooms = [.. read];
        return true;
    }
}
