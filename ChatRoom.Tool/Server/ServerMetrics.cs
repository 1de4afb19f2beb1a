using System.Diagnostics.Metrics;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout.Sending;
using ChatRoom.Server.Options;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server;

/// <summary>
/// What a server counts, for dotnet-counters and the like: the meter <c>chatroom</c>. All but the times of the disk
/// are read where they are kept anyway, when somebody asks.
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
            _meter.CreateHistogram<double>("chatroom.log.append", "s", "Writing what happened to a room's log."),
            _meter.CreateHistogram<double>("chatroom.log.sync", "s", "Bringing a room's log to the disk itself."));
    }

    public DiskTimes DiskTimes { get; }

    /// <summary>Offers what these count.</summary>
    public void Observe(Func<int> connections, RoomList rooms, TrafficCounters trafficCounters, ServerEvents events)
    {
        _meter.CreateObservableUpDownCounter("chatroom.connections", connections, "{connection}", "Connections that are open.");
        _meter.CreateObservableUpDownCounter(
            "chatroom.members", () => rooms.All().Sum(room => room.Count().Members), "{member}", "Members that are in a room.");
        _meter.CreateObservableUpDownCounter("chatroom.rooms", () => rooms.All().Count(room => !room.Use.IsOnlyRead), "{room}", "Rooms that there are.");
        _meter.CreateObservableCounter(
            "chatroom.messages", () => rooms.All().Sum(room => room.Count().Said), "{message}", "Messages and actions that were said.");
        _meter.CreateObservableCounter(
            "chatroom.deliveries", () => trafficCounters.Deliveries, "{event}", "Events of rooms, one for each connection that was sent it.");
        _meter.CreateObservableCounter("chatroom.bytes.sent", () => trafficCounters.Bytes, "By", "Bytes that were sent, without the question for a name.");
        _meter.CreateObservableCounter("chatroom.gaps", () => trafficCounters.Gaps, "{gap}", "Times that a connection was told of events that it missed.");
        _meter.CreateObservableCounter("chatroom.closes", () => Closes(events), "{connection}", "Connections that ended, by reason.");
        _meter.CreateObservableCounter("chatroom.events.unwritten", events.Unwritten, "{line}", "Lines of the operator's log that were not written.");
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Closes(ServerEvents events) => Reasons.Select(
        reason => new Measurement<long>(events.EndedBy(reason), new KeyValuePair<string, object?>("reason", ServerEvents.CodeOf(reason))));
}
