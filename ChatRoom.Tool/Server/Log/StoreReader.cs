using System.Buffers;
using ChatRoom.Files;
using ChatRoom.Protocol;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Log.Segments;
using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Log;

/// <summary>
/// Reads a room's log on disk in order, in the typed dialect. Used by one thread at a time, on any thread,
/// while the log grows and old segments are deleted. Between reads it keeps one file open, and no buffer.
/// </summary>
/// <param name="nextId">The id of the first event to read.</param>
internal sealed class StoreReader(PublishedLog log, long nextId) : IDisposable
{
    private const int Block = 64 << 10;

    private SegmentFile? _segmentFile;
    private SafeFileHandle? _file;
    private long _offset;

    /// <summary>The id of the next event to read.</summary>
    public long NextId { get; private set; } = Math.Max(1, nextId);

    /// <summary>The number of gap lines in the last read.</summary>
    public int Gaps { get; private set; }

    /// <summary>
    /// Reads whole lines up to the event before <paramref name="endId"/>, or up to the newest. Missing events that follow
    /// each other become one gap line. Returns the bytes; 0 at the end.
    /// </summary>
    /// <param name="into">At least <see cref="ServerLine.MaxEncoded"/> bytes.</param>
    public int Read(long endId, Span<byte> into)
    {
        // The newest id before the segments: then the segments hold every event up to it.
        var output = new ReaderOutput(log.Room, NextId, Math.Min(endId, log.LastId + 1), into);
        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        while (!output.IsDone)
        {
            if (_segmentFile is not null && _offset < _segmentFile.Length)
            {
                ReadSegment(_segmentFile, buffer.AsSpan(0, Block), ref output);
            }
            else if (!TryEnterNext(log.Segments, output.NextId))
            {
                output.GapTo(output.EndId);
                break;
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
        NextId = output.NextId;
        Gaps = output.Gaps;
        return output.Length;
    }

    public void Dispose() => _file?.Dispose();

    private void ReadSegment(SegmentFile segmentFile, Span<byte> buffer, ref ReaderOutput output)
    {
        var end = segmentFile.Length;
        try
        {
            _file ??= Open(segmentFile, output.NextId);
            var wanted = Math.Clamp(output.Free + (output.Free / 4), 2 * LogRecord.MaxEncoded, buffer.Length);
            var scan = new LineScan(_file, _offset, end, buffer[..wanted]);
            var damage = new DamagedRange(segmentFile.Path, log.Damage);
            while (scan.TryNext(out var line))
            {
                if (!LogRecord.TryParse(line, out var record))
                {
                    damage.Add(scan.LineStart);
                }
                else if (record.Kind == LogRecordKind.Event && record.Id >= output.NextId && !output.TryAdd(record))
                {
                    damage.Report();
                    _offset = scan.LineStart;
                    return;
                }
                else
                {
                    damage.Report();
                }
            }

            damage.Report();
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            // A deleted file is a gap for the reader, and no fault to report.
            if (error is not (FileNotFoundException or DirectoryNotFoundException))
            {
                log.Damage.CannotRead(segmentFile.Path, error);
            }
        }

        _offset = end;
    }

    private SafeFileHandle Open(SegmentFile segmentFile, long id)
    {
        var file = segmentFile.OpenToRead();
        _offset = id > segmentFile.FirstId ? SegmentSearch.PlaceBefore(file, segmentFile.Length, id, time: 0) : 0;
        return file;
    }

    /// <summary>Goes on to the next segment; the first time, to the one that holds the event.</summary>
    private bool TryEnterNext(SegmentFile[] segments, long id)
    {
        var next = _segmentFile is null
            ? Array.FindLast(segments, segmentFile => segmentFile.FirstId <= id) ?? segments.FirstOrDefault()
            : Array.Find(segments, segmentFile => segmentFile.FirstId > _segmentFile.FirstId || (segmentFile.FirstId == _segmentFile.FirstId && segmentFile != _segmentFile));
        if (next is null)
        {
            return false;
        }

        _file?.Dispose();
        (_segmentFile, _file, _offset) = (next, null, 0);
        return true;
    }
}
