using System.Buffers;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Storage;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// What a reader is behind by more than memory holds: read from the log on disk, in the reader's dialect. Used
/// by one thread at a time, and by none of those that serve others, because a disk may take its time.
/// </summary>
internal sealed class Replay(RoomStore store, Dialect dialect) : IDisposable
{
    /// <summary>What is read at once: enough for a disk, little enough for many who are behind at the same time.</summary>
    public const int BlockBytes = 64 << 10;

    private StoreReader? _reader;

    /// <summary>The event that is read next.</summary>
    public long NextId => _reader?.NextId ?? 0;

    /// <summary>
    /// Fills with whole lines from the event <paramref name="id"/> on, up to <paramref name="endId"/>, which is not
    /// read. What the disk no longer has is one gap. Returns the bytes; 0 where there is nothing to tell.
    /// </summary>
    public int Read(long id, long endId, Span<byte> into)
    {
        if (_reader is null || _reader.NextId != id)
        {
            _reader?.Dispose();
            _reader = store.ReadFrom(id);
        }

        if (dialect == Dialect.Typed)
        {
            return _reader.Read(endId, into);
        }

        var typed = ArrayPool<byte>.Shared.Rent(BlockBytes);
        var length = Translate(typed.AsSpan(0, _reader.Read(endId, typed.AsSpan(0, BlockBytes / 2))), into);
        ArrayPool<byte>.Shared.Return(typed);
        return length;
    }

    public void Dispose() => _reader?.Dispose();

    /// <summary>A line of a plain dialect is never twice as long as the typed one.</summary>
    private int Translate(ReadOnlySpan<byte> typed, Span<byte> into)
    {
        var length = 0;
        while (!typed.IsEmpty)
        {
            var end = typed.IndexOf((byte)'\n');
            if (ServerLineParser.TryParse(typed[..end], out var line) == ParseResult.Ok)
            {
                length += Spelling.Write(dialect, line, into[length..]);
            }

            typed = typed[(end + 1)..];
        }

        return length;
    }
}
