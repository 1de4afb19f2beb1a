using ChatRoom.Files;
using ChatRoom.Server.Log.Records;
using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Log.Segments;

/// <summary>Applies a segment to the state of its log at the start, and finds where its whole part ends. Used by one thread.</summary>
internal sealed class SegmentReplay(SegmentFile segmentFile, IReplayedState state, DamageReports reports, byte[] buffer)
{
    private long _line;
    private long _groupAt;
    private long _groupEnd = -1;
    private bool _isGroupDamaged;

    /// <summary>Damaged bytes after the newest event. Readers may have seen events in them.</summary>
    public long DamagedBytes { get; private set; }

    /// <summary>Bytes of the whole part. The rest was being written when the server was killed.</summary>
    public long WholeLength { get; private set; } = segmentFile.Length;

    /// <param name="mayBeTorn">True for the newest segment, whose last write may be incomplete.</param>
    public void Run(bool mayBeTorn)
    {
        try
        {
            using var file = segmentFile.OpenToRead();
            Read(file, mayBeTorn);
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            reports.CannotRead(segmentFile.Path, error);
            DamagedBytes = segmentFile.Length;
        }
    }

    private void Read(SafeFileHandle file, bool mayBeTorn)
    {
        var damage = new DamagedRange(segmentFile.Path, reports);
        var scan = new LineScan(file, 0, segmentFile.Length, buffer);
        while (scan.TryNext(out var line))
        {
            if (state.TryApply(line, out var record))
            {
                damage.Report();
                Applied(record, scan.LineStart);
            }
            else
            {
                damage.Add(scan.LineStart);
                DamagedBytes += scan.LineEnd - scan.LineStart;
                _isGroupDamaged = true;
            }

            _line++;
        }

        var tail = segmentFile.Length - scan.LineStart;
        if (tail > 0 && !(mayBeTorn && IsTorn(file, scan.LineStart, tail)))
        {
            damage.Add(scan.LineStart);
            DamagedBytes += tail;
            _isGroupDamaged = true;
        }
        else if (tail > 0)
        {
            WholeLength = scan.LineStart;
        }

        damage.Report();
        if (_line <= _groupEnd && !_isGroupDamaged)
        {
            WholeLength = _groupAt;
        }
    }

    private void Applied(ReplayedRecord record, long at)
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

        if (record.IsEvent)
        {
            DamagedBytes = 0;
        }
    }

    /// <summary>
    /// An incomplete write leaves the beginning of one record. A longer rest, or a record of which only the LF is wrong,
    /// was complete once, and somebody may have seen it.
    /// </summary>
    private bool IsTorn(SafeFileHandle file, long at, long length)
    {
        if (length > LogRecord.MaxEncoded)
        {
            return false;
        }

        var tail = buffer.AsSpan(0, RandomAccess.Read(file, buffer.AsSpan(0, (int)length), at));
        return tail.IsEmpty || !state.TryRead(tail[..^1], out _);
    }
}
