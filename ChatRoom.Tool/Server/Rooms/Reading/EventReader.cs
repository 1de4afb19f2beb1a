using System.Buffers;
using ChatRoom.Server.Fanout;

namespace ChatRoom.Server.Rooms.Reading;

/// <summary>
/// Reads a room's typed log in order, from memory, and from disk if memory no longer holds an event. Used by one thread, and
/// never by a loop's thread, because a disk may be slow.
/// </summary>
/// <param name="nextId">The id of the first event to read.</param>
internal sealed class EventReader(EncodedLog log, long nextId) : IDisposable
{
    private readonly byte[] _block = ArrayPool<byte>.Shared.Rent(Replay.BlockBytes);
    private Replay? _replay;

    /// <summary>The id of the next event to read.</summary>
    public long NextId { get; private set; } = nextId;

    /// <summary>
    /// Reads whole lines up to the event before <paramref name="endId"/>, which must not be beyond the head. They are valid
    /// until the next read. Lost events are a gap line or nothing, so there may be no lines before the end.
    /// </summary>
    public ReadOnlySpan<byte> Read(long endId)
    {
        // The limit before the place: if memory drops events meanwhile, it drops the place as well.
        var limit = log.PlaceBefore(endId);
        if (log.TryRead(log.PlaceBefore(NextId), limit, out var events, out var after))
        {
            NextId = after.NextId;
            return events.Bytes.Span;
        }

        var length = log.Store is null ? 0 : ReadFromDisk(endId);
        if (length == 0)
        {
            // Neither memory nor the disk has the next event.
            NextId = Math.Max(NextId + 1, Math.Min(log.Oldest.NextId, endId));
        }

        return _block.AsSpan(0, length);
    }

    public void Dispose()
    {
        _replay?.Dispose();
        ArrayPool<byte>.Shared.Return(_block);
    }

    private int ReadFromDisk(long endId)
    {
        _replay ??= new Replay(log.Store!, log.Encoding);
        var length = _replay.Read(NextId, endId, _block.AsSpan(0, Replay.BlockBytes), out _, out _);
        NextId = _replay.NextId;
        return length;
    }
}
