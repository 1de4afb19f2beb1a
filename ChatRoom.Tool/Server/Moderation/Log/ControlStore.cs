using System.Diagnostics.CodeAnalysis;
using ChatRoom.Files;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Log.Segments;

namespace ChatRoom.Server.Moderation.Log;

/// <summary>
/// The control log on disk: segments like those of a room, numbered from 1. When the newest is several times as long as its head,
/// the next one begins with a head that repeats what is in force, and the older ones are deleted. Any thread: guarded by its own
/// lock, which is not held during an fsync.
/// </summary>
internal sealed class ControlStore : IDisposable
{
    /// <summary>The folder in the data directory.</summary>
    public const string FolderName = "control";

    /// <summary>Bytes: a shorter segment goes on, however small its head is.</summary>
    public const long SmallestSegment = 64 << 10;

    /// <summary>A segment may be this many times as long as its head.</summary>
    private const int HeadFactor = 4;

    private readonly Lock _lock = new();
    private readonly LogDirectory _folder;
    private readonly WriteBytes _write;

    // The oldest first: those from which the state follows, and those that are deleted when it is safe.
    private SegmentFile[] _segments;
    private SegmentFile[] _superseded;
    private SegmentWriter? _writer;
    private bool _needsNewSegment;
    private long _headLength;

    private ControlStore(LogDirectory folder, WriteBytes write, SegmentFile[] segments, int first, bool needsNewSegment)
    {
        (_folder, _write, _needsNewSegment) = (folder, write, needsNewSegment);
        (_superseded, _segments) = (segments[..first], segments[first..]);
    }

    public string Path => _folder.Path;

    /// <summary>True if somebody has removed the newest segment, or has put an older copy in its place.</summary>
    public bool IsRemoved => Volatile.Read(ref _segments) is [.., { IsWhole: false }];

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
            var segments = folder.Segments(damage);
            if (segments.Find(IsNewer) is { } newer)
            {
                whyNot = $"{newer.Path} was written by a newer version of chatroom, so its bans are not known to this one: start that version, or choose another directory with --data DIR";
                return false;
            }

            if (segments.Count == 0)
            {
                store = new ControlStore(folder, write, [], first: 0, needsNewSegment: true);
                return true;
            }

            var recovery = new SegmentRecovery<ControlReplay>(segments, () => new ControlReplay(), damage);
            recovery.Run();
            state = recovery.State.State;
            store = new ControlStore(folder, write, [.. segments], recovery.First, recovery.NeedsNewSegment);
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
        lock (_lock)
        {
            if (!TryOpenWriter(out whyNot))
            {
                return false;
            }

            if (_needsNewSegment || _writer!.SegmentFile.Length + bytes.Length > Math.Max(SmallestSegment, HeadFactor * _headLength))
            {
                return TryBeginNext(state, records, time, now, out written, out whyNot);
            }

            if (!_writer.TryWrite(bytes, out whyNot))
            {
                return false;
            }

            _writer.SegmentFile.Length += bytes.Length;
            return true;
        }
    }

    /// <summary>Begins a new segment that repeats the state, because somebody has removed the newest one.</summary>
    public bool TryRestore(ControlState state, long time, long now, out ControlRecord[] written, [NotNullWhen(false)] out string? whyNot)
    {
        lock (_lock)
        {
            return TryBeginNext(state, [], time, now, out written, out whyNot);
        }
    }

    /// <summary>
    /// Brings everything that was written before the call to the disk, and then deletes the segments that are not needed any more.
    /// Returns null, or why it failed. One thread at a time.
    /// </summary>
    public string? Sync()
    {
        SegmentFile[] segments;
        SegmentFile[] superseded;
        lock (_lock)
        {
            (segments, superseded) = (_segments, _superseded);
        }

        try
        {
            if (Array.Exists(segments, segmentFile => segmentFile.SyncedLength != segmentFile.Length))
            {
                Array.ForEach(segments, segmentFile => segmentFile.Flush(RandomAccess.FlushToDisk));
                DirectorySync.Flush(_folder.Path);
                DirectorySync.Flush(_folder.Parent);
            }

            Array.ForEach(superseded, segmentFile => File.Delete(segmentFile.Path));
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            return $"cannot make {_folder.Path} durable: {FileFailure.Reason(error)}";
        }

        lock (_lock)
        {
            _superseded = _superseded[superseded.Length..];
        }

        return null;
    }

    public void Dispose() => _writer?.Dispose();

    private bool TryOpenWriter([NotNullWhen(false)] out string? whyNot)
    {
        whyNot = null;
        if (_needsNewSegment || _writer is not null)
        {
            return true;
        }

        try
        {
            _writer = SegmentWriter.Open(_segments[^1], _write);
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            whyNot = $"cannot write {_segments[^1].Path}: {FileFailure.Reason(error)}";
            return false;
        }
    }

    private bool TryBeginNext(
        ControlState state, ControlRecord[] records, long time, long now, out ControlRecord[] written, [NotNullWhen(false)] out string? whyNot)
    {
        whyNot = null;
        var number = _segments is [.., var newest] ? newest.FirstId + 1 : 1;
        var head = state.HeadOf(number, time, now);
        var headBytes = ControlLines.Encode(head);
        written = [.. head, .. records];
        try
        {
            var writer = SegmentWriter.Create(_folder, number, [.. headBytes, .. ControlLines.Encode(records)], _write);
            _writer?.Dispose();
            _writer = writer;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            whyNot = $"cannot make a file in {_folder.Path}: {FileFailure.Reason(error)}";
            return false;
        }

        _headLength = headBytes.Length;
        _needsNewSegment = false;
        _superseded = [.. _superseded, .. _segments];
        Volatile.Write(ref _segments, [_writer.SegmentFile]);
        return true;
    }

    private static bool IsNewer(SegmentFile segmentFile)
    {
        using var file = segmentFile.OpenToRead();
        var scan = new LineScan(file, 0, segmentFile.Length, new byte[Math.Min(segmentFile.Length, LogRecord.MaxEncoded)]);
        return scan.TryNext(out var line) && ControlLines.IsNewer(line);
    }
}
