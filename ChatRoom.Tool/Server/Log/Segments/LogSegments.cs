using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using ChatRoom.Files;
using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Log.Segments;

/// <summary>
/// The segments of one log. Its writer, one thread at a time, appends to the newest and begins the next, and never waits for
/// the disk itself. The log's own thread brings all to the disk, deletes files, and writes a removed file again.
/// </summary>
/// <param name="segments">Oldest first.</param>
/// <param name="needsNext">Whether nothing may be appended to the newest.</param>
internal sealed class LogSegments(
    LogDirectory folder, WriteBytes write, Action<SafeFileHandle> flush, DamageReports damage, SegmentFile[] segments, bool needsNext) : IDisposable
{
    // Each stays open until the disk has it, so that it can be written again if somebody removes it.
    private readonly ConcurrentQueue<SegmentWriter> _ended = [];
    private readonly ConcurrentQueue<SegmentFile> _dropped = [];
    private volatile SegmentFile[] _all = segments;
    private volatile SegmentFile[] _removed = [];
    private SegmentFile[] _synced = [];
    private SegmentWriter? _writer;
    private SegmentWriter? _replacement;
    private (SegmentFile? Segment, long Length) _replaced;

    /// <summary>Oldest first. The array never changes. Any thread.</summary>
    public SegmentFile[] All => _all;

    /// <summary>True if nothing may be appended to the newest segment, or if there is none.</summary>
    public bool NeedsNext { get; private set; } = needsNext;

    /// <summary>True if the last <see cref="Sync"/> found that somebody has removed the newest segment, or has put an older copy in its place. Any thread.</summary>
    public bool IsNewestGone => _removed.Length > 0;

    /// <summary>True while <see cref="Replace"/> has something to do.</summary>
    public bool IsReplacing => _replacement is not null;

    /// <summary>Opens the newest segment to append to it, unless the next one must begin.</summary>
    public bool TryOpen([NotNullWhen(false)] out string? whyNot)
    {
        whyNot = null;
        try
        {
            _writer ??= NeedsNext ? null : SegmentWriter.Open(_all[^1], write);
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            whyNot = $"cannot write {_all[^1].Path}: {FileFailure.Reason(error)}";
            return false;
        }
    }

    /// <summary>Appends to the newest segment, which is open, with one system call; if it fails, nothing was written.</summary>
    public bool TryWrite(ReadOnlySpan<byte> records, [NotNullWhen(false)] out string? whyNot) => _writer!.TryWrite(records, out whyNot);

    /// <summary>
    /// Begins the next segment. If the newest has the same first id, it goes on until the disk has the next one: see
    /// <see cref="Replace"/>.
    /// </summary>
    /// <param name="content">Its head, which repeats all that a restart needs, and perhaps records.</param>
    public bool TryBeginNext(long firstId, ReadOnlySpan<byte> content, [NotNullWhen(false)] out string? whyNot)
    {
        (whyNot, SegmentWriter? next) = (null, null);
        try
        {
            next = SegmentWriter.Create(folder, firstId, content, write);
            if (_writer is { SegmentFile: var newest } && newest.FirstId == firstId && !IsNewestGone)
            {
                (_replacement, _replaced) = (next, (newest, newest.Length));
                return true;
            }

            next.Publish();
            Enter(next);
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            next?.Dispose();
            whyNot = $"cannot make a file in {folder.Path}: {FileFailure.Reason(error)}";
            return false;
        }
    }

    /// <summary>Puts a segment that the disk has now in the place of the newest. Not during a sync.</summary>
    /// <param name="isAllowed">False: the newest has records that must not be lost in a power cut.</param>
    public void Replace(bool isAllowed)
    {
        var next = _replacement;
        _replacement = null;
        try
        {
            if (isAllowed && next is { SegmentFile.IsSynced: true } && _all[^1] == _replaced.Segment && next.TryWrite(_writer!.Read(_replaced.Length), out _))
            {
                next.SegmentFile.FirstTime = _all[^1].FirstTime;
                next.Publish();
                Enter(next);
            }
            else
            {
                next?.Discard();
            }
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            // The newest segment goes on, and is replaced at the next attempt.
            next?.Dispose();
        }
    }

    /// <summary>Hides the oldest segments from readers. The next <see cref="Sync"/> deletes them.</summary>
    public void Drop(int count)
    {
        var dropped = _all[..count];
        _all = _all[count..];
        Array.ForEach(dropped, _dropped.Enqueue);
    }

    /// <summary>
    /// Brings everything written before the call to the disk, and then deletes what was dropped before it. Returns null, or why it
    /// failed. The log's own thread.
    /// </summary>
    public string? Sync()
    {
        // Before the list: the segments that follow the dropped ones are in it, and nothing is written to the ended ones.
        var dropped = _dropped.ToArray();
        var ended = _ended.ToArray();
        var all = _all;
        try
        {
            foreach (var writer in ended.Where(writer => all.Contains(writer.SegmentFile) && !writer.SegmentFile.IsWhole))
            {
                var isComplete = writer.Restore(folder, flush);
                _synced = [];
                damage.Report(
                    writer.SegmentFile.Path, -3, $"{writer.SegmentFile.Path} was removed or replaced, and was written again{(isComplete ? "" : " without its end, which is lost")}; older files that were removed are gone");
            }

            _removed = all is [.., { IsWhole: false }] ? Array.FindAll(all, segmentFile => !segmentFile.IsWhole) : [];
            if (IsNewestGone)
            {
                return $"{all[^1].Path} was removed or replaced";
            }

            Flush(all);
            _replacement?.Flush(flush);
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            return $"cannot make {folder.Path} durable: {FileFailure.Reason(error)}";
        }
        catch (ObjectDisposedException)
        {
            // The log was closed meanwhile, because its room has ended without an event.
            return null;
        }

        foreach (var writer in ended)
        {
            _ended.TryDequeue(out _);
            writer.Dispose();
        }

        foreach (var segmentFile in dropped)
        {
            _dropped.TryDequeue(out _);
            Delete(segmentFile);
        }

        return null;
    }

    public void Dispose()
    {
        foreach (var writer in _ended.Append(_writer).Append(_replacement))
        {
            writer?.Dispose();
        }
    }

    private void Enter(SegmentWriter next)
    {
        if (_writer is not null)
        {
            _ended.Enqueue(_writer);
        }

        // A removed segment is forgotten, unless it is open and will be written again.
        _all = [.. _all.Where(segmentFile => segmentFile.FirstId < next.SegmentFile.FirstId && (!_removed.Contains(segmentFile) || _ended.Any(writer => writer.SegmentFile == segmentFile))), next.SegmentFile];
        _removed = [];
        _writer = next;
        NeedsNext = false;
    }

    private void Flush(SegmentFile[] all)
    {
        // The oldest first, so that every segment before a synced one is synced as well.
        for (var index = 1 + Array.FindLastIndex(all, segmentFile => segmentFile.IsSynced); index < all.Length; index++)
        {
            all[index].Flush(flush);
        }

        if (all.Length > 0 && all != _synced)
        {
            DirectorySync.Flush(folder.Path);
            DirectorySync.Flush(folder.Parent);
            _synced = all;
        }
    }

    private void Delete(SegmentFile segmentFile)
    {
        try
        {
            File.Delete(segmentFile.Path);
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            damage.Report(segmentFile.Path, -2, $"cannot delete {segmentFile.Path}: {FileFailure.Reason(error)}");
        }
    }
}
