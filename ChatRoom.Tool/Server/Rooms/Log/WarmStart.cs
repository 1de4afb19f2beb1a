using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Log;

namespace ChatRoom.Server.Rooms.Log;

/// <summary>
/// The newest of a room's log as it is read from disk when a server starts, so that what people ask for most
/// lies in memory. Behind the last hole only: in memory an event's place tells its id.
/// </summary>
internal sealed class WarmStart(RoomStore store)
{
    /// <summary>Things said that may be asked for at once.</summary>
    private const int Said = Limits.MaxHistory;

    private const int BlockBytes = 64 << 10;

    /// <summary>What memory holds of it, at most <paramref name="windowBytes"/>.</summary>
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

        return log.NextId == store.LastId + 1 ? log : Begin(windowBytes, store.LastId + 1);
    }

    private EncodedLog Begin(long windowBytes, long nextId) => new(Dialect.Typed, windowBytes, Math.Max(1, nextId), store);
}
