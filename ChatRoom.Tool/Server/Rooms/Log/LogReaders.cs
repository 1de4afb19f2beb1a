using System.Runtime.InteropServices;
using ChatRoom.Server.Fanout;

namespace ChatRoom.Server.Rooms.Log;

/// <summary>A room's log in one encoding, and its readers, which are queued for the next round when events are published. Loop thread only.</summary>
internal sealed class LogReaders(EncodedLog log)
{
    // The feeds are beside their readers, so that a publication touches no more memory than it must.
    private readonly List<(Feed? Feed, Reader Reader)> _readers = [];
    private bool _hasEnding;
    private long _queuedId = log.NextId;

    public EncodedLog Log => log;

    public bool IsEmpty => _readers.Count == 0;

    public void Add(Reader reader)
    {
        reader.Index = _readers.Count;
        _readers.Add((reader.Mailbox.Feed, reader));
    }

    /// <summary>Removes a reader after its end, as soon as everything up to there is published.</summary>
    public void Remove(Reader reader)
    {
        if (reader.Index >= 0 && !TryRemove(reader))
        {
            _hasEnding = true;
        }
    }

    /// <summary>Queues all readers if events were published since the last call.</summary>
    public void Queue()
    {
        if (log.NextId == _queuedId)
        {
            return;
        }

        _queuedId = log.NextId;
        foreach (var (feed, reader) in CollectionsMarshal.AsSpan(_readers))
        {
            feed?.Queue(reader);
        }

        if (_hasEnding)
        {
            RemoveEnded();
        }
    }

    private void RemoveEnded()
    {
        _hasEnding = false;
        for (var i = _readers.Count - 1; i >= 0; i--)
        {
            var reader = _readers[i].Reader;
            _hasEnding |= reader.End is not null && !TryRemove(reader);
        }
    }

    /// <summary>Removes a reader that has an end; false if not everything up to there is published.</summary>
    private bool TryRemove(Reader reader)
    {
        if (reader.End!.Value.NextId > log.NextId)
        {
            return false;
        }

        var last = _readers[^1];
        _readers[reader.Index] = last;
        last.Reader.Index = reader.Index;
        _readers.RemoveAt(_readers.Count - 1);
        reader.Index = -1;
        return true;
    }
}
