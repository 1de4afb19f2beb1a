using ChatRoom.Files;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Log.Segments;

namespace ChatRoom.Server.Log;

/// <summary>
/// Recovers the state of a room's log at the start. The newest segment is enough, unless its head is damaged or
/// incomplete: then older ones are read as well. Changes nothing on disk. Used by one thread.
/// </summary>
internal sealed class RoomRecovery(RoomDirectory folder, DamageReports reports)
{
    /// <summary>Ids that are skipped after damage at the very end, in addition to one for each event that may have been there.</summary>
    private const long SpareIds = 1000;

    /// <summary>Bytes of the shortest event on disk: <c>00000000 - join 1 1 r n</c> and LF.</summary>
    private const long ShortestEvent = 24;

    private readonly byte[] _buffer = new byte[64 << 10];

    public LogState State { get; private set; } = new(folder.Room);

    /// <summary>Oldest first. The length of the newest is that of its whole part.</summary>
    public List<SegmentFile> Segments { get; } = folder.Segments(reports);

    /// <summary>True if nothing may be appended to the newest segment, because a restart could not rely on that segment alone.</summary>
    public bool NeedsNewSegment { get; private set; } = true;

    public void Run()
    {
        if (Segments.Count > 0)
        {
            var newest = Segments[^1];
            for (var whole = Read(); whole < newest.Length; whole = Read())
            {
                // The state already includes records of the incomplete group that is cut off: read again without them.
                reports.Report(newest.Path, whole, $"the last {newest.Length - whole} bytes of {newest.Path} are cut off: the server ended while it was writing them");
                newest.Length = whole;
            }
        }

        if (State.Identity.Length == 0)
        {
            State.MakeIdentity();
            if (State.LastId > 0)
            {
                reports.Report(folder.Path, 0, $"the log in {folder.Path} lost the line with its identity and got a new one: clients take it for another log");
            }
        }
    }

    /// <summary>Reads the segments that are needed; returns the length of the newest one's whole part, in bytes.</summary>
    private long Read()
    {
        State = new LogState(folder.Room);
        var last = Segments.Count - 1;
        var first = last;
        while (first > 0 && !HasSoundHead(Segments[first]))
        {
            first--;
        }

        for (var index = first; index < last; index++)
        {
            new SegmentReplay(Segments[index], State, reports, _buffer).Run(mayBeTorn: false);
        }

        var newest = new SegmentReplay(Segments[last], State, reports, _buffer);
        newest.Run(mayBeTorn: true);
        NeedsNewSegment = newest.DamagedBytes > 0 || !HasSoundHead(Segments[last]);
        if (newest.DamagedBytes > 0)
        {
            State.SkipTo(State.LastId + (newest.DamagedBytes / ShortestEvent) + SpareIds);
        }

        return newest.WholeLength;
    }

    /// <summary>Whether the head of a segment is complete: its header, and as many records as the header says.</summary>
    private bool HasSoundHead(SegmentFile segmentFile)
    {
        try
        {
            using var file = segmentFile.OpenToRead();
            var scan = new LineScan(file, 0, segmentFile.Length, _buffer);
            if (!scan.TryNext(out var line) || !LogRecord.TryParse(line, out var header) || header.Kind != LogRecordKind.Header)
            {
                return false;
            }

            var more = header.More;
            while (more > 0 && scan.TryNext(out line) && LogRecord.TryParse(line, out _))
            {
                more--;
            }

            return more == 0;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            reports.CannotRead(segmentFile.Path, error);
            return false;
        }
    }
}
