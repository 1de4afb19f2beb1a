using System.Diagnostics.Metrics;
using ChatRoom.Server.Cluster;
using ChatRoom.Server.Doors;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout.Sending;
using ChatRoom.Server.Options;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server;

/// <summary>
/// The meter <c>chatroom</c>, for <c>/metrics</c>, dotnet-counters and similar tools. Except for the disk times, each value is read from its
/// source when a tool asks. Any thread.
/// </summary>
internal sealed class ServerMetrics : IDisposable
{
    private static readonly CloseReason[] Reasons = Enum.GetValues<CloseReason>();

    /// <summary>In seconds: from a write into the system's memory to a disk that is stuck.</summary>
    private static readonly InstrumentAdvice<double> DiskBuckets = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private readonly Door[] _doors;
    private readonly Meter _meter;

    public ServerMetrics(ServerOptions options)
    {
        _doors = [Door.Tcp, .. options.Web is null ? Array.Empty<Door>() : [Door.Web], .. options.Irc is null ? Array.Empty<Door>() : [Door.Irc]];
        _meter = new Meter(new MeterOptions("chatroom") { Version = options.Identity.Version, Scope = options });
        _meter.CreateObservableGauge(
            "chatroom.build_info", () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", options.Identity.Version)), null, "1, with the version.");
        DiskTimes = new DiskTimes(
            options.Time,
            _meter.CreateHistogram("chatroom.log.append", "s", "Time to append to a room's log.", [], DiskBuckets),
            _meter.CreateHistogram("chatroom.log.sync", "s", "Time to sync a room's log to the disk.", [], DiskBuckets));
    }

    public DiskTimes DiskTimes { get; }

    /// <summary>Publishes the counts of the server's parts.</summary>
    public void Observe(AcceptFilter filter, RoomList rooms, TrafficCounters trafficCounters, ServerEvents events)
    {
        _meter.CreateObservableUpDownCounter("chatroom.connections", () => Each(door => filter.CountAt(door)), "{connection}", "Open connections, by door.");
        _meter.CreateObservableCounter("chatroom.accepts", () => Each(filter.AdmittedAt), "{connection}", "Admitted connections, by door.");
        _meter.CreateObservableUpDownCounter(
            "chatroom.members", () => rooms.All().Sum(room => room.Count().Members), "{member}", "Members in rooms.");
        _meter.CreateObservableUpDownCounter("chatroom.rooms", () => rooms.All().Count(room => !room.Use.IsOnlyRead), "{room}", "Rooms.");
        _meter.CreateObservableCounter(
            "chatroom.messages", () => rooms.All().Sum(room => room.Count().Said), "{message}", "Messages and actions.");
        _meter.CreateObservableCounter(
            "chatroom.deliveries", () => trafficCounters.Deliveries, "{event}", "Events of rooms, counted for each connection that was sent them.");
        _meter.CreateObservableCounter("chatroom.bytes.sent", () => trafficCounters.Bytes, "By", "Bytes sent, except for the name prompt.");
        _meter.CreateObservableCounter("chatroom.gaps", () => trafficCounters.Gaps, "{gap}", "Gaps: events that a connection missed, reported to it.");
        _meter.CreateObservableCounter("chatroom.closes", () => Closes(events), "{connection}", "Connections to the rooms that ended, by reason and door.");
        _meter.CreateObservableCounter("chatroom.events.unwritten", events.Unwritten, "{line}", "Lines missing from the operator's log.");
    }

    /// <summary>Publishes the figures of this server's part in a cluster.</summary>
    public void Observe(ClusterFigures figures) => ClusterMetrics.Add(_meter, figures);

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Tag(Door door) => new("door", ServerEvents.CodeOf(door));

    private IEnumerable<Measurement<long>> Each(Func<Door, long> count) => _doors.Select(door => new Measurement<long>(count(door), Tag(door)));

    private IEnumerable<Measurement<long>> Closes(ServerEvents events) =>
        from door in _doors
        from reason in Reasons
        select new Measurement<long>(events.EndedCount(reason, door), new KeyValuePair<string, object?>("reason", CloseWords.CodeOf(reason)), Tag(door));
}
