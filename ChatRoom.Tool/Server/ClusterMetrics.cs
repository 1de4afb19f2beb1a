using System.Diagnostics.Metrics;
using ChatRoom.Server.Cluster;
using ChatRoom.Server.Cluster.State;

namespace ChatRoom.Server;

/// <summary>The instruments <c>chatroom.cluster.*</c> of a server that is one of several. Any thread.</summary>
internal static class ClusterMetrics
{
    private static readonly (BatchVerdict Verdict, string Kind)[] Skipped =
        [(BatchVerdict.Damaged, "damaged"), (BatchVerdict.Stale, "stale"), (BatchVerdict.Repeated, "repeated"), (BatchVerdict.Gap, "gap")];

    public static void Add(Meter meter, ClusterFigures figures)
    {
        meter.CreateObservableGauge("chatroom.cluster.applied", () => figures.Applied, "{batch}", "The newest batch of the common log that is applied.");
        meter.CreateObservableGauge("chatroom.cluster.lag", () => figures.Lag, "{batch}", "Batches of the common log that are known and not applied.");
        meter.CreateObservableGauge(
            "chatroom.cluster.oldest_unapplied", () => figures.OldestUnapplied.TotalSeconds, "s", "How long the oldest act of this server waits to be applied.");
        meter.CreateObservableGauge("chatroom.cluster.cut_off", () => figures.IsCutOff ? 1 : 0, "1", "1 if this server is cut off from the others.");
        meter.CreateObservableUpDownCounter("chatroom.cluster.nodes", () => figures.Nodes, "{server}", "Servers that are alive or stopping.");
        meter.CreateObservableCounter("chatroom.cluster.batches", () => figures.Count(BatchVerdict.Apply), "{batch}", "Batches of all servers that were applied.");
        meter.CreateObservableCounter("chatroom.cluster.lines", () => figures.Lines, "{line}", "Lines in these batches.");
        meter.CreateObservableCounter("chatroom.cluster.skipped", () => CountSkipped(figures), "{batch}", "Batches that all servers skip, by kind.");
    }

    private static IEnumerable<Measurement<long>> CountSkipped(ClusterFigures figures) => Skipped.Select(
        skipped => new Measurement<long>(figures.Count(skipped.Verdict), new KeyValuePair<string, object?>("kind", skipped.Kind)));
}
