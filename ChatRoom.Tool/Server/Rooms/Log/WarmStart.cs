using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Log;

namespace ChatRoom.Server.Rooms.Log;

/// <summary>
/// Reads the newest events of a room's log from disk when a server starts, so that the most wanted events are in memory. Only
/// events after the last gap: in memory an event's place gives its id.
/// </summary>
internal sealed class WarmStart(RoomStore store)
{
    /// <summary>The most messages that one request can ask for.</summary>
    private const int Said = Limits.MaxHistory;

    private const int BlockBytes = 64 << 10;

    /// <summary>At most <paramref name="windowBytes"/> of the newest events.</summary>
    public EncodedLog Read(long windowBytes)
    {
        var log = Begin(windowBytes, store.FindLast(Said));
        var block = new byte[BlockBytes];
        using var reader = store.ReadFrom(log.NextId);
        while (reader.Read(store.LastId + 1, block) is > 0 and var length)
        {
            ReadOnlySpan<byte> lines = block.AsSpan(0, length);
            while (!lines.IsEmpty)
            {
                var end = lines.IndexOf((byte)'\n');
                if (ServerLineParser.TryParse(lines[..end], out var line) == ParseResult.Ok && line.Kind == ServerLineKind.Gap)
                {
                    log = Begin(windowBytes, line.Id + line.Number);
                }
                else
                {
                    log.Append(line);
                }

                lines = lines[(end + 1)..];
            }
        }

        log.Publish();
        return log.NextId == store.LastId + 1 ? log : Begin(windowBytes, store.LastId + 1);
    }

    private EncodedLog Begin(long windowBytes, long nextId) => new(ServerLineEncoding.Typed, windowBytes, Math.Max(1, nextId), store);
}
