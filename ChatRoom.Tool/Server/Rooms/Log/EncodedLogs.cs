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
    private readonly List<LogReaders> _all = [];
    private readonly long _windowBytes;
    private readonly Action<LogReaders> _queueReaders;
    private readonly RoomStore? _store;

    /// <param name="typed">The newest events.</param>
    /// <param name="windowBytes">The most memory of each encoding.</param>
    /// <param name="queueReaders">Has the readers in step sent what was published.</param>
    /// <param name="store">null: the log is kept in memory only.</param>
    public EncodedLogs(EncodedLog typed, long windowBytes, Action<LogReaders> queueReaders, RoomStore? store)
    {
        (Typed, _windowBytes, _queueReaders, _store) = (typed, windowBytes, queueReaders, store);
        _all.Add(new LogReaders(typed, queueReaders));
    }

    /// <summary>All events that are kept in memory; older ones are read from disk.</summary>
    public EncodedLog Typed { get; }

    /// <summary>Appends an event, to be published later.</summary>
    /// <param name="typed">Its typed encoding.</param>
    public void Append(in ServerLine line, ReadOnlySpan<byte> typed)
    {
        foreach (var read in _all)
        {
            if (read.Log == Typed)
            {
                read.Log.Append(line.Id, typed);
            }
            else
            {
                read.Log.Append(line);
            }
        }
    }

    /// <summary>Publishes the appended events before the event <paramref name="nextId"/>, and queues the readers to be sent them.</summary>
    public void Publish(long nextId)
    {
        foreach (var read in _all)
        {
            read.Log.Publish(nextId);
            read.Queue();
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

    /// <summary>The log in the encoding of a dialect, which is kept from now on, as long as it has readers.</summary>
    /// <param name="nextId">The id of the next event.</param>
    public EncodedLog Open(Dialect dialect, long nextId)
    {
        if (_all.Find(read => read.Log.Encoding == dialect.Encoding) is not { } read)
        {
            read = new LogReaders(new EncodedLog(dialect.Encoding, _windowBytes, nextId, _store), _queueReaders);
            _all.Add(read);
        }

        return read.Log;
    }

    /// <summary>Adds a reader, which is queued after each publication from now on. Called before the next one after <see cref="Open"/>.</summary>
    public void AddReader(Reader reader) => Find(reader)!.Add(reader);

    /// <summary>Removes a reader after its end, as soon as everything up to there is published.</summary>
    public void RemoveReader(Reader reader)
    {
        Find(reader)?.Remove(reader);
        RemoveUnread();
    }

    private void RemoveUnread() => _all.RemoveAll(read => read.IsEmpty && read.Log != Typed);

    private LogReaders? Find(Reader reader) => _all.Find(read => read.Log == reader.Log);
}
