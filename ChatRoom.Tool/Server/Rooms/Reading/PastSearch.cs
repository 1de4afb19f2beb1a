using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Log;

namespace ChatRoom.Server.Rooms.Reading;

/// <summary>
/// Finds what a <see cref="PastQuery"/> asks for, in memory and on disk. A time stands for the newest place at which it was
/// that time, in case the clock went back. Used by one thread, for one query, and never by a loop's thread.
/// </summary>
/// <param name="log">The room's typed log.</param>
internal sealed class PastSearch(EncodedLog log, PastQuery query)
{
    /// <summary>Bytes of the log that are read at most. Only reading tells what was said from joins and leaves.</summary>
    private const long MaxRead = TailSearch.MaxBytes;

    /// <summary>Backwards, a window with more bytes than this is not doubled.</summary>
    private const long LargeWindow = 1 << 20;

    private readonly Queue<PastEvent> _found = [];
    private int _left = query.Count;
    private int _bytesLeft = PastQuery.MaxBytes;
    private long _read;
    private bool _isFull = query.Count == 0;

    /// <summary>The messages and actions in their order. Fewer than there are if they would not fit into one answer.</summary>
    public List<PastEvent> Find()
    {
        var head = log.Head.NextId;
        var oldest = Math.Min(log.Store?.FirstId ?? long.MaxValue, log.Oldest.NextId);
        var begin = Math.Max(oldest, Math.Max(Next(query.After.Id ?? 0), query.After.Time is { } after ? LogSearch.FindTime(log, Next(after)) : 0));
        var end = Math.Min(head, Math.Min(query.Before.Id ?? head, query.Before.Time is { } before ? LogSearch.FindTime(log, before) : head));
        return query.IsNewest ? FindNewest(begin, end) : FindOldest(begin, end);
    }

    private static long Next(long bound) => Math.Min(bound, long.MaxValue - 1) + 1;

    private List<PastEvent> FindOldest(long begin, long end)
    {
        using var reader = new EventReader(log, begin);
        while (reader.NextId < end && !_isFull && _read < MaxRead)
        {
            Collect(reader.Read(end));
        }

        return [.. _found];
    }

    /// <summary>Reads window after window, the newest first, and each window in its order.</summary>
    private List<PastEvent> FindNewest(long begin, long end)
    {
        var found = new List<PastEvent>();
        var span = Math.Max(64L, 2L * query.Count);
        while (begin < end && !_isFull && _read < MaxRead)
        {
            var (start, before) = (Math.Max(begin, end - span), _read);
            using var reader = new EventReader(log, start);
            while (reader.NextId < end)
            {
                Collect(reader.Read(end));
            }

            found.InsertRange(0, _found);
            _found.Clear();
            _isFull |= _left == 0;
            end = start;
            span *= _read - before > LargeWindow ? 1 : 2;
        }

        return found;
    }

    private void Collect(ReadOnlySpan<byte> lines)
    {
        _read += lines.Length;
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf((byte)'\n');
            var typed = lines[..end];
            if (ServerLineParser.TryParse(typed, out var line) == ParseResult.Ok
                && line.Kind is ServerLineKind.Message or ServerLineKind.Action
                && query.Covers(line.Id, line.Time))
            {
                Add(line.Id, line.Time, typed);
            }

            lines = lines[(end + 1)..];
        }
    }

    private void Add(long id, long time, ReadOnlySpan<byte> typed)
    {
        if (query.IsNewest)
        {
            Take(id, time, typed);
            while (_left < 0 || _bytesLeft < 0)
            {
                _left++;
                _bytesLeft += _found.Dequeue().Typed.Length;
                _isFull = true;
            }
        }
        else if (!_isFull && _bytesLeft >= typed.Length)
        {
            Take(id, time, typed);
            _isFull = _left == 0;
        }
        else
        {
            _isFull = true;
        }
    }

    private void Take(long id, long time, ReadOnlySpan<byte> typed)
    {
        _found.Enqueue(new PastEvent(id, time, typed.ToArray()));
        _left--;
        _bytesLeft -= typed.Length;
    }
}
