namespace ChatRoom.Server.Cluster.Batches;

/// <summary>The node that proposes it stops: nobody comes in there any more, and its grace begins. It has no fields.</summary>
internal static class StopAct
{
    public static void AddTo(BatchWriter batch) => batch.Add(ActKind.Stop, []);

    /// <summary>False: it is of another kind, or damaged.</summary>
    public static bool Is(in Act act) => act.Kind == ActKind.Stop && act.Body.IsEmpty;
}
