using ChatRoom.Files;
using ChatRoom.Server.Log.Records;
using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Log.Segments;

/// <summary>Reads a segment into what the log comes to, at a start, and judges its end.</summary>
internal sealed class SegmentReplay(Segment segment, LogState state, DamageReports reports, byte[] buffer)
{
    private long _line;
    private long _groupAt;
    private long _groupEnd = -1;
    private bool _isGroupDamaged;

    /// <summary>Bytes behind the newest event that could not be read: readers may have seen what they held.</summary>
    public long DamagedBytes { get; private set; }

    /// <summary>How far the segment is whole: what stands behind was being written when the server was killed.</summary>
    public long WholeLength { get; private set; } = segment.Length;

    /// <param name="mayBeTorn">It is the newest, at whose end a write may have been under way.</param>
    public void Run(bool mayBeTorn)
    {
        state.SkipTo(segment.FirstId - 1);
        try
        {
            using var file = segment.OpenToRead();
            Read(file, mayBeTorn);
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            reports.CannotRead(segment.Path, error);
            DamagedBytes = segment.Length;
        }
    }

    private void Read(SafeFileHandle file, bool mayBeTorn)
    {
        var run = new DamagedRange(segment.Path, reports);
        var scan = new LineScan(file, 0, segment.Length, buffer);
        while (scan.TryNext(out var line))
        {
            if (LogRecord.TryParse(line, out var record) && !(record.Kind == LogRecordKind.Event && record.Id <= state.LastId))
            {
                run.End();
                Take(record, scan.At);
            }
            else
            {
                run.Meet(scan.At);
                DamagedBytes += scan.Next - scan.At;
                _isGroupDamaged = true;
            }

            _line++;
        }

        var tail = segment.Length - scan.At;
        if (tail > 0 && !(mayBeTorn && IsTorn(file, scan.At, tail)))
        {
            run.Meet(scan.At);
            DamagedBytes += tail;
            _isGroupDamaged = true;
        }
        else if (tail > 0)
        {
            WholeLength = scan.At;
        }

        run.End();
        if (_line <= _groupEnd && !_isGroupDamaged)
        {
            WholeLength = _groupAt;
        }
    }

    private void Take(in LogRecord record, long at)
    {
        if (record.More > 0 && _line > _groupEnd)
        {
            _groupAt = at;
            _isGroupDamaged = false;
        }

        if (record.More > 0)
        {
            _groupEnd = Math.Max(_groupEnd, _line + record.More);
        }

        if (record.Kind == LogRecordKind.Event)
        {
            DamagedBytes = 0;
        }

        state.Apply(record);
    }

    /// <summary>
    /// A write that was cut short leaves the beginning of one record. More than that, or a record whose LF
    /// became something else, was whole once, and somebody may have seen it.
    /// </summary>
    private bool IsTorn(SafeFileHandle file, long at, long length)
    {
        if (length > LogRecord.MaxEncoded)
        {
            return false;
        }

        var tail = buffer.AsSpan(0, RandomAccess.Read(file, buffer.AsSpan(0, (int)length), at));
        return tail.IsEmpty || !LogRecord.TryParse(tail[..^1], out _);
    }
}
