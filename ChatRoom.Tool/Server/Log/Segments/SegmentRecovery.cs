using ChatRoom.Files;
using ChatRoom.Server.Log.Records;

namespace ChatRoom.Server.Log.Segments;

/// <summary>
/// Recovers the state of a log at the start. The newest segment is enough, unless its head is damaged or incomplete: then
/// older ones are read as well. Changes nothing on disk. Used by one thread.
/// </summary>
/// <param name="segments">Oldest first. The length of the newest becomes that of its whole part.</param>
/// <param name="begin">Makes an empty state.</param>
/// <param name="reports">Is told about damage.</param>
internal sealed class SegmentRecovery<T>(List<SegmentFile> segments, Func<T> begin, DamageReports reports)
    where T : IReplayedState
{
    private readonly byte[] _buffer = new byte[64 << 10];

    public T State { get; private set; } = begin();

    /// <summary>The index of the oldest segment from which the state was read.</summary>
    public int First { get; private set; }

    /// <summary>Damaged bytes after the newest event. Readers may have seen events in them.</summary>
    public long DamagedBytes { get; private set; }

    /// <summary>True if nothing may be appended to the newest segment, because a restart could not rely on that segment alone.</summary>
    public bool NeedsNewSegment { get; private set; } = true;

    public void Run()
    {
        if (segments.Count == 0)
        {
            return;
        }

        var newest = segments[^1];
        for (var whole = Read(); whole < newest.Length; whole = Read())
        {
            // The state already includes records of the incomplete group that is cut off: read again without them.
            reports.Report(newest.Path, whole, $"the last {newest.Length - whole} bytes of {newest.Path} are cut off: the server ended while it was writing them");
            newest.Length = whole;
        }
    }

    /// <summary>Reads the segments that are needed; returns the length of the newest one's whole part, in bytes.</summary>
    private long Read()
    {
        State = begin();
        var last = segments.Count - 1;
        var isNewestSound = HasSoundHead(segments[last]);
        var isSound = isNewestSound;
        for (First = last; First > 0 && !isSound; isSound = HasSoundHead(segments[First]))
        {
            First--;
        }

        for (var index = First; index < last; index++)
        {
            State.BeginSegment(segments[index].FirstId, isSound && index == First);
            new SegmentReplay(segments[index], State, reports, _buffer).Run(mayBeTorn: false);
        }

        State.BeginSegment(segments[last].FirstId, isNewestSound);
        var newest = new SegmentReplay(segments[last], State, reports, _buffer);
        newest.Run(mayBeTorn: true);
        DamagedBytes = newest.DamagedBytes;
        NeedsNewSegment = DamagedBytes > 0 || !isNewestSound;
        return newest.WholeLength;
    }

    /// <summary>Whether the head of a segment is complete: its header, and as many records as the header says.</summary>
    private bool HasSoundHead(SegmentFile segmentFile)
    {
        try
        {
            using var file = segmentFile.OpenToRead();
            var scan = new LineScan(file, 0, segmentFile.Length, _buffer);
            if (!scan.TryNext(out var line) || !State.TryRead(line, out var header) || !header.IsHeader)
            {
                return false;
            }

            var more = header.More;
            while (more > 0 && scan.TryNext(out line) && State.TryRead(line, out _))
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
