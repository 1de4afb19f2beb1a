using System.Buffers;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Log.State;

namespace ChatRoom.Server.Rooms.State;

/// <summary>The answer to a client that comes with a session: the last processed number, then the refused numbers.</summary>
internal static class SessionLines
{
    public static ReadOnlySpan<byte> Encode(Dialect dialect, KnownSession session)
    {
        var lines = new ArrayBufferWriter<byte>();
        Add(new ServerLine { Kind = ServerLineKind.Session, Number = session.Number });
        foreach (var (first, last) in session.Refused)
        {
            Add(ServerLines.Refused(first == last ? Refusal.RefusedBefore : Refusal.AllRefusedBefore, first, last));
        }

        return lines.WrittenSpan;

        void Add(in ServerLine line) => lines.Advance(dialect.Encoding.Write(line, lines.GetSpan(ServerLine.MaxEncoded)));
    }
}
