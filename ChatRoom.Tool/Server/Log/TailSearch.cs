using System.Buffers;
using ChatRoom.Files;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Log.Segments;
using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Log;

/// <summary>
/// Finds the newest things that were said, reading a room's log backwards. What is said cannot be told from who came
/// and went without reading it, so the search ends after <see cref="MostBytes"/> with what it has.
/// </summary>
internal sealed class TailSearch(PublishedLog log, int count)
{
    /// <summary>Bytes of the log that are looked at: tens of thousands of short lines, thousands of the longest.</summary>
    public const long MostBytes = 16 << 20;

    private const int Block = 64 << 10;

    private readonly List<long> _inBlock = [];
    private long _left = count;
    private long _bytesLeft = MostBytes;

    /// <summary>The event from which on that many messages and actions follow, or all that were found; the next to come where nothing was said.</summary>
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
                // What was deleted meanwhile, or cannot be read, has no events.
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

            // The line in which the block begins is the last of the block before, but for one that fills the block alone.
            var isWhole = start == 0 || scan.TryNext(out _);
            end = start > 0 && isWhole && scan.Next < end ? scan.Next : start;
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
