using ChatRoom.Server.Cluster.Batches;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Cluster;

/// <summary>Stores an entry in the stream; completes when it is stored, or when it is cancelled because it was read there.</summary>
internal delegate Task<long?> PublishEntry(ReadOnlyMemory<byte> entry, CancellationToken settled);

/// <summary>
/// The acts of this server's connections on their way to the stream. They are collected in batches, of which one is published at a
/// time: so their order stays, and a batch takes everything that came meanwhile. Loop thread only.
/// </summary>
/// <param name="requestRound">Asks the loop for a round, which calls <see cref="Flush"/>.</param>
/// <param name="fault">Is given a bug.</param>
internal sealed class Proposals(string nodeId, TimeProvider time, PublishEntry publish, Action requestRound, Action<Exception> fault)
{
    /// <summary>Bytes that may wait: beyond them, connections are not read.</summary>
    private const int MaxWaiting = 8 << 20;

    private readonly Queue<ProposedBatch> _unapplied = [];
    private readonly Queue<ProposedBatch> _unsent = [];
    private readonly BatchWriter _writer = new();
    private ProposedBatch? _open;
    private ProposedBatch? _newest;
    private ProposedBatch? _inFlight;
    private CancellationTokenSource? _settled;
    private TaskCompletionSource? _space;
    private long _incarnation;
    private long _lastNumber;
    private long _waitingBytes;
    private long _waitsSince = -1;

    /// <summary>Completes when the batch that is published now is settled.</summary>
    public Task Publishing { get; private set; } = Task.CompletedTask;

    /// <summary>After <see cref="Close"/>.</summary>
    public bool IsClosed { get; private set; }

    public bool IsEmpty => _unapplied.Count == 0 && _open is null;

    /// <summary>The time for which the oldest act waits to be applied; zero: none waits. Any thread.</summary>
    public TimeSpan Age => Volatile.Read(ref _waitsSince) is >= 0 and var since ? time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Completes when more may be proposed; null: it may be now.</summary>
    public Task? Congestion => _waitingBytes + _writer.Bytes < MaxWaiting ? null : (_space ??= new TaskCompletionSource()).Task;

    /// <summary>Begins a run: what was proposed in an earlier one is dropped.</summary>
    public void Restart(long incarnation)
    {
        var dropped = _unapplied.Concat(_open is null ? [] : [_open]).SelectMany(batch => batch.Acts).OfType<Pending>().ToArray();
        (_incarnation, _lastNumber, _waitingBytes) = (incarnation, 0, 0);
        _unapplied.Clear();
        _unsent.Clear();
        if (_open is not null)
        {
            _ = _writer.Finish(nodeId, incarnation, number: 0);
            _open = null;
        }

        NoteOldest();
        _settled?.Cancel();
        Array.ForEach(dropped, pending => pending.Drop());
        FreeSpace();
    }

    /// <summary>Gives up what waits, and everything that is proposed from now on: this server ends, and cannot wait any longer.</summary>
    public void Close()
    {
        IsClosed = true;
        Restart(incarnation: 0);
    }

    /// <summary>The batch for one more act. The caller adds exactly one.</summary>
    /// <param name="pending">Waits for its outcome; null: nobody does.</param>
    public BatchWriter Next(Pending? pending = null)
    {
        if (IsClosed)
        {
            _ = _writer.Finish(nodeId, incarnation: 0, number: 0);
            pending?.Drop();
            return _writer;
        }

        if (_writer.IsFull)
        {
            FinishOpen();
        }

        if (_open is null)
        {
            _newest = _open = new ProposedBatch(time.GetTimestamp());
            NoteOldest();
            requestRound();
        }

        _open.Acts.Add(pending);
        return _writer;
    }

    /// <summary>Acknowledges lines after everything that was proposed so far; false: all of that is applied.</summary>
    public bool TryAcknowledgeLater(Room room, Member member, long number)
    {
        if (IsEmpty)
        {
            return false;
        }

        _newest!.Acks.Add((room, member, number));
        return true;
    }

    /// <summary>Publishes the next batch, unless one is on its way.</summary>
    public void Flush()
    {
        if (_inFlight is not null || _incarnation == 0)
        {
            return;
        }

        if (_unsent.Count == 0 && _open is not null)
        {
            FinishOpen();
        }

        if (_unsent.TryDequeue(out var next))
        {
            Publishing = PublishAsync(next);
        }
    }

    /// <summary>Takes the batch of a number, which is applied now. null: it is of an earlier run.</summary>
    public ProposedBatch? TakeApplied(long incarnation, long number)
    {
        if (incarnation != _incarnation || !_unapplied.TryPeek(out var batch) || batch.Number != number)
        {
            return null;
        }

        _unapplied.Dequeue();
        NoteOldest();
        _waitingBytes -= batch.Entry.Length;
        if (batch == _inFlight)
        {
            _settled!.Cancel();
        }

        FreeSpace();
        return batch;
    }

    private void NoteOldest() => Volatile.Write(ref _waitsSince, (_unapplied.TryPeek(out var oldest) ? oldest : _open)?.Since ?? -1);

    private void FinishOpen()
    {
        _open!.Number = ++_lastNumber;
        _open.Entry = _writer.Finish(nodeId, _incarnation, _lastNumber);
        _waitingBytes += _open.Entry.Length;
        _unsent.Enqueue(_open);
        _unapplied.Enqueue(_open);
        _open = null;
    }

    private async Task PublishAsync(ProposedBatch batch)
    {
        _inFlight = batch;
        using var settled = _settled = new CancellationTokenSource();
        try
        {
            await Task.Run(() => publish(batch.Entry, settled.Token));
        }
        catch (Exception bug)
        {
            fault(bug);
        }

        (_inFlight, _settled) = (null, null);
        Flush();
    }

    private void FreeSpace()
    {
        if (_space is { } space && _waitingBytes + _writer.Bytes < MaxWaiting / 2)
        {
            _space = null;
            space.SetResult();
        }
    }
}
