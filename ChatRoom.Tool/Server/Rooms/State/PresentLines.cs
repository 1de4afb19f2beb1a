using System.Buffers;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Log.State;

namespace ChatRoom.Server.Rooms.State;

/// <summary>The members of a room as a program is sent them: a line for each, then their number.</summary>
internal static class PresentLines
{
    public static ReadOnlySpan<byte> Encode(Dialect dialect, RoomState state)
    {
        var lines = new ArrayBufferWriter<byte>();
        var room = state.Room.Bytes;
        foreach (var seat in state.Seats.All)
        {
            Add(new ServerLine { Kind = ServerLineKind.Present, Room = room, Name = seat.Name.Bytes, IsBot = seat.IsBot, Time = seat.Since });
        }

        Add(new ServerLine { Kind = ServerLineKind.Total, Room = room, Number = state.Seats.Count });
        return lines.WrittenSpan;

        void Add(in ServerLine line) => lines.Advance(dialect.Encoding.Write(line, lines.GetSpan(ServerLine.MaxEncoded)));
    }
}
