using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Log;

namespace ChatRoom.Server.Fanout;

/// <summary>
/// What a reader is behind by more than memory holds: read from the log on disk, in the reader's dialect. Used
/// by one thread at a time, and by none of those that serve others, because a disk may take its time.
/// </summary>
internal sealed class Replay(RoomStore store, Dialect dialect) : IDisposable
{
    /// <summary>What is read at once: enough for a disk, little enough for many who are behind at the same time.</summary>
    public const int BlockBytes = 64 << 10;

    /// <summary>
    /// Files that are kept open between two blocks, in this process; whoever comes beyond opens its own again for
    /// each block. Else many who are behind would take the open files that newcomers need.
    /// </summary>
    public const int MostOpen = 32;

    private static int _open;

    private StoreReader? _reader;
    private bool _mayStayOpen;

    /// <summary>The event that is read next.</summary>
    public long NextId { get; private set; }

    /// <summary>
    /// Fills with whole lines from the event <paramref name="id"/> on, up to <paramref name="endId"/>, which is not
    /// read. What the disk no longer has is one gap. Returns the bytes; 0 where there is nothing to tell.
    /// </summary>
    /// <param name="gaps">How many of the lines tell of missing events.</param>
    public int Read(long id, long endId, Span<byte> into, out int gaps)
    {
        Open(id);
        var length = dialect == Dialect.Typed ? _reader.Read(endId, into) : ReadTranslated(endId, into);
        NextId = _reader.NextId;
        gaps = _reader.Gaps;
        if (!_mayStayOpen)
        {
            _reader.Dispose();
            _reader = null;
        }

        return length;
    }

    public void Dispose()
    {
        _reader?.Dispose();
        if (_mayStayOpen)
        {
            _mayStayOpen = false;
            Interlocked.Decrement(ref _open);
        }
    }

    [MemberNotNull(nameof(_reader))]
    private void Open(long id)
    {
        if (!_mayStayOpen)
        {
            _mayStayOpen = Interlocked.Increment(ref _open) <= MostOpen;
            _ = _mayStayOpen ? 0 : Interlocked.Decrement(ref _open);
        }

        if (_reader is null || _reader.NextId != id)
        {
            _reader?.Dispose();
            _reader = store.ReadFrom(id);
        }
    }

    private int ReadTranslated(long endId, Span<byte> into)
    {
        var typed = ArrayPool<byte>.Shared.Rent(BlockBytes);
        var length = Translate(typed.AsSpan(0, _reader!.Read(endId, typed.AsSpan(0, BlockBytes / 2))), into);
        ArrayPool<byte>.Shared.Return(typed);
        return length;
    }

    /// <summary>A line of a plain dialect is never twice as long as the typed one.</summary>
    private int Translate(ReadOnlySpan<byte> typed, Span<byte> into)
    {
        var length = 0;
        while (!typed.IsEmpty)
        {
            var end = typed.IndexOf((byte)'\n');
            if (ServerLineParser.TryParse(typed[..end], out var line) == ParseResult.Ok)
            {
                length += LineEncoder.Write(dialect, line, into[length..]);
            }

            typed = typed[(end + 1)..];
        }

        return length;
    }
}
