using ChatRoom.Server.Cluster.Batches;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Moderation.Log;

namespace ChatRoom.Server.Cluster.Acts;

/// <summary>The acts of operators that last, as a batch has them: as the line of the control log that such an act may become.</summary>
internal static class ControlActs
{
    public static void Write(BatchWriter batch, ControlAct act) =>
        batch.Add(ActKind.Control, ControlLines.Encode([RecordOf(act)]).AsSpan()[..^1]);

    /// <summary>null: it is damaged, or of a kind that this version does not know.</summary>
    public static ControlAct? Read(in Act act) =>
        !ControlLines.TryParse(act.Body.Span, out var record, out _) ? null : record switch
        {
            ControlRecord.Imposed imposed => new ControlAct.Impose(imposed.List, imposed.Ban),
            ControlRecord.Lifted lifted => new ControlAct.Lift(lifted.List, lifted.Target, lifted.By),
            ControlRecord.Locked locked => new ControlAct.Lock(locked.Room, locked.IsLocked, locked.By),
            _ => null,
        };

    // The time of an act is that of its entry in the stream.
    private static ControlRecord RecordOf(ControlAct act) => act switch
    {
        ControlAct.Impose impose => new ControlRecord.Imposed(impose.List, impose.Ban),
        ControlAct.Lift lift => new ControlRecord.Lifted(lift.List, lift.Target, Time: 0, lift.By),
        ControlAct.Lock @lock => new ControlRecord.Locked(@lock.Room, @lock.IsLocked, Time: 0, @lock.By),
        _ => throw new ArgumentException($"servers of a cluster do not share this act: {act}", nameof(act)),
    };
}
