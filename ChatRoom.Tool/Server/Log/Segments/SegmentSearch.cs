using System.Buffers;
using ChatRoom.Files;
using ChatRoom.Server.Log.Records;
using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Log.Segments;

/// <summary>
/// Finds places in one segment by asking at its middle: seek there, go to the next LF, read the next event that is
/// not damaged. Ids and times rise along the file, so there is no index that could be wrong.
/// </summary>
internal static class SegmentSearch
{
    /// <summary>Bytes; where the place is known so well, reading on is no slower than asking again.</summary>
    private const int Near = 64 << 10;

    /// <summary>A place before the first event with that id and time, or a later one, and not far before it.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static long PlaceBefore(SafeFileHandle file, long length, long id, long time)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(2 * LogRecord.MaxEncoded);
        var (low, high) = (0L, length);
        while (high - low > Near)
        {
            var middle = low + ((high - low) / 2);
            var scan = new LineScan(file, middle, length, buffer);

            // Whoever seeks lands within a line, or at the start of one, which is then not missed for long.
            if (scan.TryNext(out _) && TryNextEvent(ref scan, high, out var found) && (found.Id < id || found.Time < time))
            {
                low = scan.Next;
            }
            else
            {
                high = middle;
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return low;
    }

    /// <summary>The id of the first event with that time or a later one; null where the segment has none.</summary>
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

    /// <summary>See <see cref="Segment.FirstTime"/>; -1 where neither a header nor an event can be read.</summary>
    public static long FirstTimeOf(Segment segment)
    {
        if (segment.FirstTime >= 0)
        {
            return segment.FirstTime;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(2 * LogRecord.MaxEncoded);
        try
        {
            using var file = segment.OpenToRead();
            var scan = new LineScan(file, 0, segment.Length, buffer);
            if (scan.TryNext(out var line) && LogRecord.TryParse(line, out var first) && first.Kind is LogRecordKind.Header)
            {
                segment.FirstTime = first.Time;
            }
            else if (TryNextEvent(ref scan, segment.Length, out var found))
            {
                segment.FirstTime = found.Time;
            }
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            // Whoever reads the segment says so.
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return segment.FirstTime;
    }

    /// <summary>The next undamaged event that begins before a place.</summary>
    private static bool TryNextEvent(ref LineScan scan, long before, out (long Id, long Time) found)
    {
        found = default;
        while (scan.Next < before && scan.TryNext(out var line))
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
