using System.Buffers;
using ChatRoom.Files;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Log.Segments;
using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Log;

/// <summary>
/// Finds the newest messages and actions by reading a room's log backwards. Only reading tells them from joins and
/// leaves, so the search ends after <see cref="MaxBytes"/> with those it has found. Used by one thread.
/// </summary>
internal sealed class TailSearch(PublishedLog log, int count)
{
    /// <summary>Bytes of the log that are read at most: tens of thousands of short lines, thousands of the longest.</summary>
    public const long MaxBytes = 16 << 20;

    private const int Block = 64 << 10;

    private readonly List<long> _inBlock = [];
    private long _left = count;
    private long _bytesLeft = MaxBytes;

    /// <summary>The id of the first of the last messages and actions, as many as asked for or found. The next id if there are none.</summary>
    public long Find()
    {
        var first = log.LastId + 1;
        var segments = log.Segments;
        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        for (var index = segments.Length - 1; index >= 0 && _left > 0 && _bytesLeft > 0; index--)
        {
            try
            {
                using var file = segments[index].OpenToRead();
                first = FindIn(file, segments[index].Length, first, buffer);
            }
            catch (Exception error) when (FileFailure.IsExpected(error))
            {
                // A segment that was deleted meanwhile, or cannot be read, has no events.
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return first;
    }

    private long FindIn(SafeFileHandle file, long end, long first, byte[] buffer)
    {
        while (end > 0 && _left > 0 && _bytesLeft > 0)
        {
            var start = Math.Max(0, end - Block);
            var scan = new LineScan(file, start, end, buffer);
            _inBlock.Clear();
            _bytesLeft -= end - start;

            // The line at the block's start belongs to the block before, unless that line fills the whole block.
            var isWhole = start == 0 || scan.TryNext(out _);
            end = start > 0 && isWhole && scan.LineEnd < end ? scan.LineEnd : start;
            Collect(ref scan, first);
            if (_inBlock.Count > 0)
            {
                first = _inBlock[(int)Math.Max(0, _inBlock.Count - _left)];
                _left -= _inBlock.Count;
            }
        }

        return first;
    }

    private void Collect(ref LineScan scan, long before)
    {
        while (scan.TryNext(out var line))
        {
            if (LogRecord.TryParse(line, out var record) && record.IsSaid && record.Id < before)
            {
                _inBlock.Add(record.Id);
            }
        }
    }
}
