namespace ChatRoom.Server.Fanout;

/// <summary>
/// The readers of a room's log in one encoding. Most are in step: they were sent everything up to one place, so a publication
/// is the same bytes for all of them, and goes straight to their sockets. A reader that waits for its peer, or that is sent
/// something for itself alone, is out of step: its feed takes turns in the rounds. Loop thread only.
/// </summary>
/// <param name="queue">Asks that the readers in step are sent what is new, in the next round.</param>
internal sealed class LogReaders(EncodedLog log, Action<LogReaders> queue)
{
    private const int OutOfStep = -1;

    // Beside each other, because a round touches nothing else of a reader in step.
    private int[] _sockets = new int[4];
    private readonly List<Subscription> _readers = [];
    private bool _hasEnding;
    private long _queuedId = log.NextId;

    public EncodedLog Log => log;

    public bool IsEmpty => _readers.Count == 0;

    /// <summary>The place up to which the readers in step were sent everything.</summary>
    public LogCursor Place { get; private set; } = log.Head;

    /// <summary>The number of readers in step.</summary>
    public int InStep { get; private set; }

    /// <summary>The socket of each reader; negative: it is out of step. They change only by calls of this object.</summary>
    public ReadOnlyMemory<int> Sockets => _sockets.AsMemory(0, _readers.Count);

    public void Add(Subscription reader)
    {
        (reader.Readers, reader.Index) = (this, _readers.Count);
        if (_readers.Count == _sockets.Length)
        {
            Array.Resize(ref _sockets, 2 * _sockets.Length);
        }

        _sockets[_readers.Count] = OutOfStep;
        _readers.Add(reader);
    }

    /// <summary>Removes a reader after its end, as soon as everything up to there is published.</summary>
    public void Remove(Subscription reader)
    {
        if (reader.Index >= 0 && !TryRemove(reader))
        {
            _hasEnding = true;
        }
    }

    /// <summary>Has all readers sent what was published since the last call.</summary>
    public void Queue()
    {
        if (log.NextId == _queuedId)
        {
            return;
        }

        _queuedId = log.NextId;
        if (InStep < _readers.Count)
        {
            QueueThoseOutOfStep();
        }

        queue(this);
        if (_hasEnding)
        {
            RemoveEnded();
        }
    }

    /// <summary>Returns the next events for the readers in step; false if there are none, or if there are no such readers.</summary>
    public bool TryNext(out FeedSlice slice)
    {
        slice = default;
        if (InStep == 0)
        {
            Place = log.Head;
        }

        if (Place.NextId == log.NextId)
        {
            return false;
        }

        if (FeedSlice.TryRead(log, Place, log.Head, out slice))
        {
            return true;
        }

        // More was published at once than memory keeps: each reads from the disk, or is sent a gap.
        for (var i = 0; i < _readers.Count; i++)
        {
            if (_sockets[i] >= 0)
            {
                _readers[i].Mailbox.Feed!.Queue();
            }
        }

        Place = log.Head;
        return false;
    }

    /// <summary>A socket did not accept the whole slice: its reader goes on by itself.</summary>
    /// <param name="sent">The bytes that it accepted; negative: the peer is lost, as its next turn shows.</param>
    public void GoesOnAlone(int index, in FeedSlice slice, int sent)
    {
        var feed = _readers[index].Mailbox.Feed!;
        if (sent < 0)
        {
            feed.Queue();
        }
        else
        {
            feed.SendRest(slice, sent);
        }
    }

    /// <summary>The readers that are in step were sent everything up to this place.</summary>
    public void Advance(LogCursor place) => Place = place;

    /// <summary>A reader that was sent everything is in step from now on. It may not be, if this log has moved on since.</summary>
    internal bool TryStepIn(Subscription reader, int socket)
    {
        if (reader.Cursor.NextId != Place.NextId || Place.NextId != log.NextId)
        {
            return false;
        }

        _sockets[reader.Index] = socket;
        InStep++;
        return true;
    }

    internal void StepOut(Subscription reader)
    {
        _sockets[reader.Index] = OutOfStep;
        InStep--;
    }

    private void QueueThoseOutOfStep()
    {
        for (var i = 0; i < _readers.Count; i++)
        {
            if (_sockets[i] < 0)
            {
                _readers[i].Mailbox.Feed?.Queue(_readers[i]);
            }
        }
    }

    private void RemoveEnded()
    {
        _hasEnding = false;
        for (var i = _readers.Count - 1; i >= 0; i--)
        {
            var reader = _readers[i];
            _hasEnding |= reader.End is not null && !TryRemove(reader);
        }
    }

    /// <summary>Removes a reader that has an end; false if not everything up to there is published.</summary>
    private bool TryRemove(Subscription reader)
    {
        if (reader.End!.Value.NextId > log.NextId)
        {
            return false;
        }

        // A reader with an end is out of step.
        var last = _readers.Count - 1;
        _readers[reader.Index] = _readers[last];
        _sockets[reader.Index] = _sockets[last];
        _readers[last].Index = reader.Index;
        _readers.RemoveAt(last);
        reader.Index = -1;
        return true;
    }
}
