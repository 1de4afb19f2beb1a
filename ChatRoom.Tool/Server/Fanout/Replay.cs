using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Log;

namespace ChatRoom.Server.Fanout;

/// <summary>
/// Reads events that are no longer in memory from the log on disk, in one encoding. Used by one thread at a time,
/// and never by a loop's thread, because a disk may be slow.
/// </summary>
internal sealed class Replay(RoomStore store, ServerLineEncoding encoding) : IDisposable
{
    /// <summary>Bytes of one read: enough for a disk, and little enough for many slow readers at the same time.</summary>
    public const int BlockBytes = 64 << 10;

    /// <summary>
    /// Files that this process keeps open between two reads. Beyond that, a replay opens its file again for each read. So
    /// slow readers leave open files for new connections.
    /// </summary>
    public const int MaxOpen = 32;

    private static int _open;

    private StoreReader? _reader;
    private bool _mayStayOpen;

    /// <summary>The id of the next event to read.</summary>
    public long NextId { get; private set; }

    /// <summary>
    /// Reads whole lines from the event <paramref name="id"/> on, up to the one before <paramref name="endId"/>. Events that
    /// the disk no longer has become one gap line. Returns the bytes; 0 if the encoding shows none of these events.
    /// </summary>
    /// <param name="events">The number of events that were read.</param>
    /// <param name="gaps">The number of gap lines among them.</param>
    public int Read(long id, long endId, Span<byte> into, out int events, out int gaps)
    {
        Open(id);
        var length = encoding == ServerLineEncoding.Typed ? ReadTyped(endId, into, out events) : ReadTranslated(endId, into, out events);
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
            _mayStayOpen = Interlocked.Increment(ref _open) <= MaxOpen;
            _ = _mayStayOpen ? 0 : Interlocked.Decrement(ref _open);
        }

        if (_reader is null || _reader.NextId != id)
        {
            _reader?.Dispose();
            _reader = store.ReadFrom(id);
        }
    }

    /// <summary>Reads typed lines: one for each event, and one for each gap.</summary>
    private int ReadTyped(long endId, Span<byte> into, out int events)
    {
        var length = _reader!.Read(endId, into);
        events = into[..length].Count((byte)'\n') - _reader.Gaps;
        return length;
    }

    private int ReadTranslated(long endId, Span<byte> into, out int events)
    {
        var typed = ArrayPool<byte>.Shared.Rent(BlockBytes);
        var length = Translate(typed.AsSpan(0, ReadTyped(endId, typed.AsSpan(0, BlockBytes / encoding.Growth), out events)), into);
        ArrayPool<byte>.Shared.Return(typed);
        return length;
    }

    /// <summary>Translates typed lines to the encoding.</summary>
    private int Translate(ReadOnlySpan<byte> typed, Span<byte> into)
    {
        var length = 0;
        while (!typed.IsEmpty)
        {
            var end = typed.IndexOf((byte)'\n');
            if (ServerLineParser.TryParse(typed[..end], out var line) == ParseResult.Ok)
            {
                length += encoding.Write(line, into[length..]);
            }

            typed = typed[(end + 1)..];
        }

        return length;
    }
}
