using ChatRoom.Files;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Log.Segments;

namespace ChatRoom.Server.Log;

/// <summary>
/// Finds out at a start what a room's log comes to. The newest segment says it all; where its head is damaged or
/// was never written whole, those before it are read, too. Changes nothing on disk.
/// </summary>
internal sealed class RoomRecovery(RoomDirectory folder, DamageReports reports)
{
    /// <summary>Ids that are never given out again where events at the very end are damaged, beyond those that can have been there.</summary>
    private const long SpareIds = 1000;

    /// <summary>Bytes that the shortest event takes on disk: <c>00000000 - join 1 1 r n</c> and LF.</summary>
    private const long ShortestEvent = 24;

    private readonly byte[] _buffer = new byte[64 << 10];

    public LogState State { get; private set; } = new(folder.Room);

    /// <summary>Oldest first; the newest is as long as it is whole.</summary>
    public List<Segment> Segments { get; } = folder.Segments(reports);

    /// <summary>Nothing may be appended to the newest segment, for what follows would not be complete in itself.</summary>
    public bool NeedsNewSegment { get; private set; } = true;

    public void Run()
    {
        if (Segments.Count > 0)
        {
            var newest = Segments[^1];
            for (var whole = Read(); whole < newest.Length; whole = Read())
            {
                // The half of a group that is cut off has been read already: read anew without it.
                reports.Tell(newest.Path, whole, $"the last {newest.Length - whole} bytes of {newest.Path} are cut off: the server ended while it wrote them");
                newest.Length = whole;
            }
        }

        if (State.Identity.Length == 0)
        {
            State.MakeIdentity();
            if (State.LastId > 0)
            {
                reports.Tell(folder.Path, 0, $"the log in {folder.Path} lost its identity with its first line: to those who read it before it is a new one");
            }
        }
    }

    /// <summary>Reads what must be read; returns how far the newest segment is whole.</summary>
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

    /// <summary>Whether a segment repeats all that it must: its header, and as many records as that says.</summary>
    private bool HasSoundHead(Segment segment)
    {
        try
        {
            using var file = segment.OpenToRead();
            var scan = new LineScan(file, 0, segment.Length, _buffer);
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
            reports.CannotRead(segment.Path, error);
            return false;
        }
    }
}
