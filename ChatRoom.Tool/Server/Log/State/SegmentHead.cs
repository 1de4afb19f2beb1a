using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Log.Records;

namespace ChatRoom.Server.Log.State;

/// <summary>The head of a new segment: it repeats a room's state, so that a restart reads one segment.</summary>
internal static class SegmentHead
{
    /// <param name="time">No event of the segment is earlier, in Unix milliseconds.</param>
    public static RecordBatch Of(RoomState state, long time)
    {
        var head = new RecordBatch();
        var more = state.Sessions.Count + state.Seats.Count + (state.Topic is null ? 0 : 1);
        var room = state.Room.Bytes;
        Span<byte> identity = stackalloc byte[RoomState.IdentityLength];
        Encoding.ASCII.GetBytes(state.Identity, identity);
        head.AddHeader(new ServerLine { Code = identity, Room = room, Id = state.LastId + 1, Time = time }, more);
        if (state.Topic is { } topic)
        {
            head.AddSubject(topic.ToLine(room));
        }

        foreach (var session in state.Sessions.All)
        {
            head.AddMark(StampOf(session) with { Asked = session.Asked }, session.LastUsed, session.Had, session.LastEventId);
        }

        foreach (var seat in state.Seats.All)
        {
            var present = new ServerLine { Kind = ServerLineKind.Present, Room = room, Name = seat.Name.Bytes, IsBot = seat.IsBot, Time = seat.Since };
            head.AddSeat(present, seat.Session is { } session ? StampOf(session) : new Stamp { Holder = seat.Holder });
        }

        return head;
    }

    private static Stamp StampOf(KnownSession session) => new()
    {
        Session = session.Id,
        Number = session.Number,
        Refused = session.Refused,
        Holder = session.Holder == 0 ? null : session.Holder,
    };
}
