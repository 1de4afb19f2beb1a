using System.Diagnostics.CodeAnalysis;
using ChatRoom.Files;
using ChatRoom.Server.Log.Segments;
using ChatRoom.Server.Log.State;

namespace ChatRoom.Server.Log;

/// <summary>
/// Appends batches to the newest segment, and begins the next one when that is full or old. The head of each segment repeats the
/// log's state, so that a restart reads one file. Loop thread only.
/// </summary>
internal sealed class LogAppender(RoomDirectory folder, StoreOptions options, RoomState state, PublishedLog log, bool needsNewSegment) : IDisposable
{
    private readonly Retention _retention = new(options, log);
    private SegmentWriter? _writer;
    private bool _needsNewSegment = needsNewSegment;
    private long _headLength;

    /// <summary>Opens the newest segment to append to it, if it is sound.</summary>
    public bool TryOpen([NotNullWhen(false)] out string? whyNot)
    {
        whyNot = null;
        if (_needsNewSegment || _writer is not null)
        {
            return true;
        }

        try
        {
            _writer = SegmentWriter.Open(log.Segments[^1], options.Write);
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            whyNot = $"cannot write {log.Segments[^1].Path}: {FileFailure.Reason(error)}";
            return false;
        }
    }

    /// <summary>Writes records with one system call; if it fails, nothing was written.</summary>
    /// <param name="time">The time of the first record, in Unix milliseconds.</param>
    public bool TryAppend(ReadOnlySpan<byte> records, long time, [NotNullWhen(false)] out string? whyNot)
    {
        if (!TryOpen(out whyNot)
            || (NeedsNext(records.Length, time) && !TryBeginNext(time, out whyNot))
            || !_writer!.TryWrite(records, out whyNot))
        {
            return false;
        }

        _writer.SegmentFile.Length += records.Length;
        return true;
    }

    /// <summary>Drops the oldest segments if they are too old, or if the log is too large.</summary>
    /// <param name="now">The present for the age of events, in Unix milliseconds.</param>
    public void DropOld(long now) => _retention.DropOld(now);

    /// <summary>Deletes the files of dropped segments. Takes a disk's time.</summary>
    public void DeleteDropped() => _retention.DeleteDropped();

    /// <summary>Reads when each segment begins, if ages count, so that nothing has to be read later. Takes a disk's time.</summary>
    public void ReadFirstTimes()
    {
        foreach (var segmentFile in options.KeepFor is null ? [] : log.Segments)
        {
            SegmentSearch.FirstTimeOf(segmentFile);
        }
    }

    /// <summary>
    /// Writes the newest segment again if somebody has removed it: an open file keeps its content. Forgets older segments
    /// that were removed.
    /// </summary>
    /// <param name="report">A sentence for the operator; null: nothing was removed.</param>
    public bool TryRestore(out string? report)
    {
        report = null;
        if (log.Segments is not [.., var newest] || newest.IsWhole)
        {
            return true;
        }

        if (_writer is null)
        {
            log.Segments = [.. log.Segments.Where(segmentFile => segmentFile.IsWhole)];
            _needsNewSegment = true;
            report = $"{newest.Path} was removed; the log goes on in a new file";
            return true;
        }

        try
        {
            _writer.Restore(folder);
            log.Segments = [.. log.Segments.Where(segmentFile => segmentFile.IsWhole)];
            report = $"{_writer.SegmentFile.Path} was removed or replaced, and was written again; older files of the room that were removed are gone";
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            report = $"{_writer.SegmentFile.Path} was removed or replaced, and cannot be written again: {FileFailure.Reason(error)}";
            return false;
        }
    }

    public void Dispose() => _writer?.Dispose();

    private bool NeedsNext(int bytes, long time)
    {
        // Times rise within a segment, so that they can be searched: after the clock went back, a new segment begins.
        if (_needsNewSegment || (time < state.LastTime && state.LastId >= _writer!.SegmentFile.FirstId))
        {
            return true;
        }

        // A large head makes the segment larger, so that at most half of it is repetition. A segment without an event is
        // replaced by the next one, which has the same name. Windows does not allow that while a reader has it open.
        var segmentFile = _writer!.SegmentFile;
        var hasEvent = state.LastId >= segmentFile.FirstId;
        return (segmentFile.Length + bytes > Math.Max(options.EffectiveSegmentBytes, 2 * _headLength) && (hasEvent || !OperatingSystem.IsWindows()))
            || (hasEvent && options.KeepFor is not null && time - SegmentSearch.FirstTimeOf(segmentFile) > options.MaxSegmentAge);
    }

    private bool TryBeginNext(long time, [NotNullWhen(false)] out string? whyNot)
    {
        whyNot = null;
        if (_writer is not null && (!TryRestore(out var report) || report is not null))
        {
            log.Damage.Report(_writer.SegmentFile.Path, -3, report!);
        }

        var head = SegmentHead.Of(state, time);
        try
        {
            var writer = SegmentWriter.Create(folder, state.LastId + 1, head.Bytes, options.Write);
            writer.SegmentFile.FirstTime = time;
            _writer?.Dispose();
            _writer = writer;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            whyNot = $"cannot make a file in {folder.Path}: {FileFailure.Reason(error)}";
            return false;
        }

        _headLength = head.Bytes.Length;
        _needsNewSegment = false;
        log.Segments = [.. log.Segments.Where(segmentFile => segmentFile.FirstId < _writer.SegmentFile.FirstId), _writer.SegmentFile];
        _retention.DropExcess();
        return true;
    }
}
