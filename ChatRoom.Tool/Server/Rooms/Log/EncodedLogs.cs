using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Log;

namespace ChatRoom.Server.Rooms.Log;

/// <summary>
/// A room's events in memory, once for each encoding that has readers. The typed one is always kept: it is the room's memory.
/// Loop thread only.
/// </summary>
internal sealed class EncodedLogs
{
    private readonly List<ReadLog> _all = [];
    private readonly long _windowBytes;
    private readonly RoomStore? _store;

    /// <param name="typed">The newest events.</param>
    /// <param name="windowBytes">The most memory of each encoding.</param>
    /// <param name="store">null: the log is kept in memory only.</param>
    public EncodedLogs(EncodedLog typed, long windowBytes, RoomStore? store)
    {
        (Typed, _windowBytes, _store) = (typed, windowBytes, store);

        // The room itself is a reader that never leaves.
        _all.Add(new ReadLog(typed) { Readers = 1 });
    }

    /// <summary>All events that are kept in memory; older ones are read from disk.</summary>
    public EncodedLog Typed { get; }

    /// <summary>Appends an event, to be published later.</summary>
    /// <param name="typed">Its typed encoding; empty: it is not encoded yet.</param>
    public void Append(in ServerLine line, ReadOnlySpan<byte> typed)
    {
        foreach (var read in _all)
        {
            if (read.Log == Typed && !typed.IsEmpty)
            {
                read.Log.Append(line.Id, typed);
            }
            else
            {
                read.Log.Append(line);
            }
        }
    }

    /// <summary>Publishes the appended events before the event <paramref name="nextId"/>.</summary>
    public void Publish(long nextId)
    {
        foreach (var read in _all)
        {
            read.Log.Publish(nextId);
        }

        RemoveUnread();
    }

    /// <summary>Removes the appended events that are not published.</summary>
    public void Discard()
    {
        foreach (var read in _all)
        {
            read.Log.Discard();
        }
    }

    /// <summary>Counts one more reader of a dialect, in whose encoding the events are kept from now on.</summary>
    /// <param name="nextId">The id of the next event.</param>
    public EncodedLog AddReader(Dialect dialect, long nextId)
    {
        if (Find(dialect) is not { } read)
        {
            read = new ReadLog(new EncodedLog(dialect.Encoding, _windowBytes, nextId, _store));
            _all.Add(read);
        }

        read.Readers++;
        return read.Log;
    }

    /// <summary>Counts one reader less; an encoding without readers is kept until everything in it is published.</summary>
    public void RemoveReader(Dialect dialect)
    {
        if (Find(dialect) is { } read)
        {
            read.Readers--;
            RemoveUnread();
        }
    }

    private void RemoveUnread() =>
        _all.RemoveAll(static read => read.Readers == 0 && read.Log.Head.NextId == read.Log.AppendedHead.NextId);

    private ReadLog? Find(Dialect dialect) => _all.Find(read => read.Log.Encoding == dialect.Encoding);

    private sealed class ReadLog(EncodedLog log)
    {
        public EncodedLog Log => log;

        public int Readers { get; set; }
    }
}
