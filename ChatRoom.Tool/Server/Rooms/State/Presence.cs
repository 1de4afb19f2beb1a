using System.Buffers;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;

namespace ChatRoom.Server.Rooms.State;

/// <summary>Somebody who is in a room, as it was when somebody looked.</summary>
/// <param name="Since">When it came in, in Unix milliseconds.</param>
internal readonly record struct Presence(Nickname Name, bool IsBot, long Since)
{
    /// <summary>All who are in a room as a program is told: a line for each, then how many they are.</summary>
    public static ReadOnlySpan<byte> Spell(Dialect dialect, ReadOnlySpan<byte> room, IReadOnlyCollection<Presence> present)
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

        void Add(in ServerLine line) => lines.Advance(LineEncoder.Write(dialect, line, lines.GetSpan(ServerLine.MaxEncoded)));
    }
}
