using System.Diagnostics.CodeAnalysis;
using ChatRoom.Files;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Log.Segments;

namespace ChatRoom.Server.Log;

/// <summary>
/// Appends batches to the newest segment, and begins the next one where it is time. Every segment repeats at its head
/// what the log came to before it, so that a restart reads one file. Used under the room's lock.
/// </summary>
internal sealed class LogAppender(RoomDirectory folder, StoreOptions options, LogState state, PublishedLog log, bool needsNewSegment) : IDisposable
{
    private readonly Retention _retention = new(options, log);
    private SegmentWriter? _writer;
    private bool _needsNewSegment = needsNewSegment;
    private long _headLength;

    /// <summary>Goes on in the newest segment, if that is sound.</summary>
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

    /// <summary>Writes records with one call to the system; where that fails, nothing was written.</summary>
    /// <param name="time">Of the first record.</param>
    public bool TryAppend(ReadOnlySpan<byte> records, long time, [NotNullWhen(false)] out string? whyNot)
    {
        if (!TryOpen(out whyNot)
            || (IsTimeForNext(records.Length, time) && !TryBegin(time, out whyNot))
            || !_writer!.TryWrite(records, out whyNot))
        {
            return false;
        }

        _writer.Segment.Length += records.Length;
        return true;
    }

    /// <summary>Deletes whole old segments that are too old, or more than is kept.</summary>
    /// <param name="now">Unix milliseconds by which ages are judged.</param>
    public void DropOld(long now) => _retention.DropOld(now);

    /// <summary>
    /// Writes the newest segment again, which somebody has removed: its content is still there as long as it is open. Older ones
    /// that are gone are passed over from here on.
    /// </summary>
    /// <param name="told">What the operator is to know; null: nothing was removed.</param>
    public bool TryRestore(out string? told)
    {
        told = null;
        if (log.Segments is not [.., var newest] || newest.IsWhole)
        {
            return true;
        }

        if (_writer is null)
        {
            log.Segments = [.. log.Segments.Where(segment => segment.IsWhole)];
            _needsNewSegment = true;
            told = $"{newest.Path} was removed; what is said next is in a new file";
            return true;
        }

        try
        {
            _writer.Restore(folder);
            log.Segments = [.. log.Segments.Where(segment => segment.IsWhole)];
            told = $"{_writer.Segment.Path} was removed or replaced, and was written again; older files of the room that were removed are gone";
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            told = $"{_writer.Segment.Path} was removed or replaced, and cannot be written again: {FileFailure.Reason(error)}";
            return false;
        }
    }

    public void Dispose() => _writer?.Dispose();

    private bool IsTimeForNext(int bytes, long time)
    {
        // Within a segment times rise, so that they can be searched: if the clock went back, the next one begins.
        if (_needsNewSegment || (time < state.LastTime && state.LastId >= _writer!.Segment.FirstId))
        {
            return true;
        }

        // Where heads are large, at least half of what is written is not repetition. A segment without an event gives
        // its name to the next, for which Windows would have nobody read it.
        var segment = _writer!.Segment;
        var hasEvent = state.LastId >= segment.FirstId;
        return (segment.Length + bytes > Math.Max(options.SegmentEnd, 2 * _headLength) && (hasEvent || !OperatingSystem.IsWindows()))
            || (hasEvent && options.KeepFor is not null && time - SegmentSearch.FirstTimeOf(segment) > options.SegmentAge);
    }

    private bool TryBegin(long time, [NotNullWhen(false)] out string? whyNot)
    {
        whyNot = null;
        if (_writer is not null && (!TryRestore(out var told) || told is not null))
        {
            log.Damage.Tell(_writer.Segment.Path, -3, told!);
        }

        var head = Head(time);
        try
        {
            var writer = SegmentWriter.Create(folder, state.LastId + 1, head.Bytes, options.Write);
            writer.Segment.FirstTime = time;
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
        log.Segments = [.. log.Segments.Where(segment => segment.FirstId < _writer.Segment.FirstId), _writer.Segment];
        _retention.DropTooMuch();
        return true;
    }

    private RecordBatch Head(long time)
    {
        var head = new RecordBatch();
        head.AddHeader(state, time, more: state.Sessions.All.Count + (state.Topic is null ? 0 : 1));
        if (state.Topic is not null)
        {
            head.AddSubject(default, state.Topic);
        }

        foreach (var session in state.Sessions.All)
        {
            head.AddMark(session);
        }

        return head;
    }
}
