using ChatRoom.Server.Log.Segments;
using ChatRoom.Server.Log.State;

namespace ChatRoom.Server.Log;

/// <summary>Recovers the state of a room's log at the start. Changes nothing on disk. Used by one thread.</summary>
internal sealed class RoomRecovery(RoomDirectory folder, DamageReports reports)
{
    /// <summary>Ids that are skipped after damage at the very end, in addition to one for each event that may have been there.</summary>
    private const long SpareIds = 1000;

    /// <summary>Bytes of the shortest event on disk: <c>00000000 - join 1 1 r n</c> and LF.</summary>
    private const long ShortestEvent = 24;

    public RoomState State { get; private set; } = new(folder.Room);

    /// <summary>Oldest first. The length of the newest is that of its whole part.</summary>
    public List<SegmentFile> Segments { get; } = folder.Segments(reports);

    /// <summary>The newest event that was found; 0: none. After damage at the end, the next ids are skipped.</summary>
    public long LastEventId { get; private set; }

    /// <summary>True if nothing may be appended to the newest segment, because a restart could not rely on that segment alone.</summary>
    public bool NeedsNewSegment { get; private set; } = true;

    public void Run()
    {
        var recovery = new SegmentRecovery<RoomState>(Segments, () => new RoomState(folder.Room), reports);
        recovery.Run();
        State = recovery.State;

        // An event stands in a segment whose head has its version.
        NeedsNewSegment = recovery.NeedsNewSegment || (State.IsOldVersion && State.LastId >= Segments[^1].FirstId);
        LastEventId = State.LastId;
        if (recovery.DamagedBytes > 0)
        {
            State.SkipTo(State.LastId + (recovery.DamagedBytes / ShortestEvent) + SpareIds);
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
}
