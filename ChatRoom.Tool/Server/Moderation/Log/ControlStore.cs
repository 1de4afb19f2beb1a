using System.Diagnostics.CodeAnalysis;
using ChatRoom.Files;
using ChatRoom.Server.Log.Segments;

namespace ChatRoom.Server.Moderation.Log;

/// <summary>
/// The control log on disk: segments like those of a room, numbered from 1. When the newest is several times as long as its head,
/// the next one begins with a head that repeats what is in force, and the older ones are deleted. One thread at a time, except
/// for <see cref="Sync"/>: the log's own thread.
/// </summary>
internal sealed class ControlStore(LogSegments segments) : IDisposable
{
    /// <summary>The folder in the data directory.</summary>
    public const string FolderName = "control";

    /// <summary>Bytes: a shorter segment goes on, however small its head is.</summary>
    public const long SmallestSegment = 64 << 10;

    /// <summary>A segment may be this many times as long as its head.</summary>
    private const int HeadFactor = 4;

    private long _headLength;

    /// <summary>True if the last <see cref="Sync"/> found that somebody has removed the newest segment. Any thread.</summary>
    public bool IsRemoved => segments.IsNewestGone;

    /// <summary>Reads what is on disk. A missing log is empty, and the first record creates it.</summary>
    /// <param name="write">Writes bytes to a file.</param>
    /// <param name="report">Is given one sentence for each fault in the files.</param>
    /// <param name="state">The state that follows from the log.</param>
    public static bool TryOpen(
        LogDirectory folder, WriteBytes write, Action<string> report, [NotNullWhen(true)] out ControlStore? store, out ControlState state, [NotNullWhen(false)] out string? whyNot)
    {
        (store, state, whyNot) = (null, new ControlState(), null);
        try
        {
            var damage = new DamageReports(folder.Path, report);
            var files = folder.Segments(damage);
            if (files.Find(segmentFile => SegmentVersion.IsNewer(segmentFile, "control/", newest: 1)) is { } newer)
            {
                whyNot = $"{newer.Path} was written by a newer version of chatroom, so its bans are not known to this one: start that version, or choose another directory with --data DIR";
                return false;
            }

            var recovery = new SegmentRecovery<ControlReplay>(files, () => new ControlReplay(), damage);
            recovery.Run();
            state = recovery.State.State;
            var segments = new LogSegments(folder, write, RandomAccess.FlushToDisk, damage, [.. files], recovery.NeedsNewSegment);
            segments.Drop(recovery.First);
            store = new ControlStore(segments);
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            whyNot = $"cannot open {folder.Path}: {FileFailure.Reason(error)}";
            return false;
        }
    }

    /// <summary>Writes records with one system call; if it fails, nothing was written.</summary>
    /// <param name="state">The state before the records.</param>
    /// <param name="records">They happen together or not at all.</param>
    /// <param name="time">The time of a new segment.</param>
    /// <param name="now">The time by which it is judged what is over.</param>
    /// <param name="written">The records that were written: the given ones, after the head of a new segment if one began.</param>
    public bool TryAppend(
        ControlState state, ControlRecord[] records, long time, long now, out ControlRecord[] written, [NotNullWhen(false)] out string? whyNot)
    {
        written = records;
        var bytes = ControlLines.Encode(records);
        if (!segments.TryOpen(out whyNot))
        {
            return false;
        }

        return segments.NeedsNext || segments.All[^1].Length + bytes.Length > Math.Max(SmallestSegment, HeadFactor * _headLength)
            ? TryBeginNext(state, records, time, now, out written, out whyNot)
            : segments.TryWrite(bytes, out whyNot);
    }

    /// <summary>Begins a segment that repeats the state and takes the place of all others. The parameters are those of <see cref="TryAppend"/>.</summary>
    public bool TryBeginNext(
        ControlState state, ControlRecord[] records, long time, long now, out ControlRecord[] written, [NotNullWhen(false)] out string? whyNot)
    {
        var number = segments.All is [.., var newest] ? newest.FirstId + 1 : 1;
        var head = state.HeadOf(number, time, now);
        var headBytes = ControlLines.Encode(head);
        written = [.. head, .. records];
        if (!segments.TryBeginNext(number, [.. headBytes, .. ControlLines.Encode(records)], out whyNot))
        {
            return false;
        }

        _headLength = headBytes.Length;
        segments.Drop(segments.All.Length - 1);
        return true;
    }

    /// <summary>Syncs the log to the disk, and deletes the segments that are not needed any more. Returns null, or why it failed.</summary>
    public string? Sync() => segments.Sync();

    public void Dispose() => segments.Dispose();
}
