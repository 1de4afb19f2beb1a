using System.Buffers;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;

namespace ChatRoom.Server.Rooms.State;

/// <summary>A member of a room at one moment.</summary>
/// <param name="Since">When the member came in, in Unix milliseconds.</param>
internal readonly record struct Presence(Nickname Name, bool IsBot, long Since)
{
    /// <summary>The members of a room as a program is sent them: a line for each, then their number.</summary>
    public static ReadOnlySpan<byte> Encode(Dialect dialect, ReadOnlySpan<byte> room, IReadOnlyCollection<Presence> present)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var one in present)
        {
            Add(new ServerLine
            {
                Kind = ServerLineKind.Present,
                Room = room,
                Name = one.Name.Bytes,
                IsBot = one.IsBot,
                Time = one.Since,
            });
        }

        Add(new ServerLine { Kind = ServerLineKind.Total, Room = room, Number = present.Count });
        return lines.WrittenSpan;

        void Add(in ServerLine line) => lines.Advance(dialect.Encoding.Write(line, lines.GetSpan(ServerLine.MaxEncoded)));
    }
}
