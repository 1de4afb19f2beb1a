using System.Buffers;
using ChatRoom.Files;
using ChatRoom.Server.Log.Records;
using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Log.Segments;

/// <summary>
/// Finds offsets in one segment by bisection: seek to the middle, go to the next LF, read the next undamaged event.
/// Ids and times rise along the file, so there is no index that could be wrong. Any thread.
/// </summary>
internal static class SegmentSearch
{
    /// <summary>Bytes: bisection ends at this distance, because reading on is as fast.</summary>
    private const int Near = 64 << 10;

    /// <summary>An offset at most a little before the first event that has at least this id and time.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static long PlaceBefore(SafeFileHandle file, long length, long id, long time)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(2 * LogRecord.MaxEncoded);
        var (low, high) = (0L, length);
        while (high - low > Near)
        {
            var middle = low + ((high - low) / 2);
            var scan = new LineScan(file, middle, length, buffer);

            // The seek lands inside a line, so the first line is skipped; the final scan still finds it.
            if (scan.TryNext(out _) && TryNextEvent(ref scan, high, out var found) && (found.Id < id || found.Time < time))
            {
                low = scan.LineEnd;
            }
            else
            {
                high = middle;
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return low;
    }

    /// <summary>The id of the first event at or after a time; null: the segment has none.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static long? FirstIdAt(SafeFileHandle file, long length, long time)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Near);
        var scan = new LineScan(file, PlaceBefore(file, length, id: 0, time), length, buffer);
        long? id = null;
        while (id is null && TryNextEvent(ref scan, length, out var found))
        {
            id = found.Time < time ? null : found.Id;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return id;
    }

    /// <summary>Reads <see cref="SegmentFile.FirstTime"/>; -1 if neither a header nor an event can be read.</summary>
    public static long FirstTimeOf(SegmentFile segmentFile)
    {
        if (segmentFile.FirstTime >= 0)
        {
            return segmentFile.FirstTime;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(2 * LogRecord.MaxEncoded);
        try
        {
            using var file = segmentFile.OpenToRead();
            var scan = new LineScan(file, 0, segmentFile.Length, buffer);
            if (scan.TryNext(out var line) && LogRecord.TryParse(line, out var first) && first.Kind is LogRecordKind.Header)
            {
                segmentFile.FirstTime = first.Time;
            }
            else if (TryNextEvent(ref scan, segmentFile.Length, out var found))
            {
                segmentFile.FirstTime = found.Time;
            }
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            // A reader of the segment reports it.
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return segmentFile.FirstTime;
    }

    /// <summary>Finds the next undamaged event that begins before an offset.</summary>
    private static bool TryNextEvent(ref LineScan scan, long before, out (long Id, long Time) found)
    {
        found = default;
        while (scan.LineEnd < before && scan.TryNext(out var line))
        {
            if (LogRecord.TryParse(line, out var record) && record.Kind == LogRecordKind.Event)
            {
                found = (record.Id, record.Time);
                return true;
            }
        }

        return false;
    }
}
