using System.Diagnostics.Metrics;
using ChatRoom.Server.Cluster;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout.Sending;
using ChatRoom.Server.Options;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server;

/// <summary>
/// The meter <c>chatroom</c>, for dotnet-counters and similar tools. Except for the disk times, each value is read from its
/// source when a tool asks. Any thread.
/// </summary>
internal sealed class ServerMetrics : IDisposable
{
    private static readonly CloseReason[] Reasons = Enum.GetValues<CloseReason>();

    private readonly Meter _meter;

    public ServerMetrics(ServerOptions options)
    {
        _meter = new Meter(new MeterOptions("chatroom") { Version = options.Identity.Version, Scope = options });
        DiskTimes = new DiskTimes(
            options.Time,
            _meter.CreateHistogram<double>("chatroom.log.append", "s", "Time to append to a room's log."),
            _meter.CreateHistogram<double>("chatroom.log.sync", "s", "Time to sync a room's log to the disk."));
    }

    public DiskTimes DiskTimes { get; }

    /// <summary>Publishes the counts of the server's parts.</summary>
    public void Observe(Func<int> connections, RoomList rooms, TrafficCounters trafficCounters, ServerEvents events)
    {
        _meter.CreateObservableUpDownCounter("chatroom.connections", connections, "{connection}", "Open connections.");
        _meter.CreateObservableUpDownCounter(
            "chatroom.members", () => rooms.All().Sum(room => room.Count().Members), "{member}", "Members in rooms.");
        _meter.CreateObservableUpDownCounter("chatroom.rooms", () => rooms.All().Count(room => !room.Use.IsOnlyRead), "{room}", "Rooms.");
        _meter.CreateObservableCounter(
            "chatroom.messages", () => rooms.All().Sum(room => room.Count().Said), "{message}", "Messages and actions.");
        _meter.CreateObservableCounter(
            "chatroom.deliveries", () => trafficCounters.Deliveries, "{event}", "Events of rooms, counted for each connection that was sent them.");
        _meter.CreateObservableCounter("chatroom.bytes.sent", () => trafficCounters.Bytes, "By", "Bytes sent, except for the name prompt.");
        _meter.CreateObservableCounter("chatroom.gaps", () => trafficCounters.Gaps, "{gap}", "Gaps: events that a connection missed, reported to it.");
        _meter.CreateObservableCounter("chatroom.closes", () => Closes(events), "{connection}", "Closed connections, by reason.");
        _meter.CreateObservableCounter("chatroom.events.unwritten", events.Unwritten, "{line}", "Lines missing from the operator's log.");
    }

    /// <summary>Publishes the figures of this server's part in a cluster.</summary>
    public void Observe(ClusterFigures figures) => ClusterMetrics.Add(_meter, figures);

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Closes(ServerEvents events) => Reasons.Select(
        reason => new Measurement<long>(events.EndedCount(reason), new KeyValuePair<string, object?>("reason", ServerEvents.CodeOf(reason))));
}
