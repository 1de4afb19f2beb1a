using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Fanout;

/// <summary>
/// Lines for one reader alone, each with its place among the events of the log. Bounded: beyond <see cref="Capacity"/>
/// lines are refused, and one answer counts at most <see cref="LargestShare"/>. A new acknowledgement replaces the one
/// that waits, so acknowledgements use no capacity. A reader that moves to another room gets a new mailbox there, because
/// places belong to one log; its unread mailboxes share one budget. Any thread adds lines, and the reader's outbound takes
/// them; guarded by its own lock.
/// </summary>
internal sealed class Mailbox
{
    /// <summary>Bytes of lines that may wait: a few thousand lines, far more than a peer that reads ever leaves unread.</summary>
    public const int Capacity = 256 << 10;

    /// <summary>The most bytes that one answer counts: one answer of any size may wait, and smaller ones as well.</summary>
    private const int LargestShare = Capacity * 3 / 4;

    /// <summary>Bytes that the mailbox of a room counts until its reader gets there: limits the moves that wait.</summary>
    private const int MoveShare = Capacity / 32;

    private readonly Lock _lock = new();
    private readonly ByteBudget _byteBudget;
    private Mail? _first;
    private Mail? _last;
    private Acknowledgement? _ack;
    private volatile bool _hasMail;

    public Mailbox(Dialect dialect)
        : this(dialect, new ByteBudget(Capacity))
    {
    }

    private Mailbox(Dialect dialect, ByteBudget byteBudget)
    {
        Dialect = dialect;
        _byteBudget = byteBudget;
    }

    public Dialect Dialect { get; }

    /// <summary>The feed that takes the lines; null: there is none yet.</summary>
    public Feed? Feed { get; set; }

    /// <summary>Whether a line waits; takes no lock.</summary>
    public bool HasMail => _hasMail;

    /// <summary>Queues a line for a reader that has reached <paramref name="place"/>; false if the mailbox is full.</summary>
    public bool TryAdd(LogCursor place, in ServerLine line)
    {
        Span<byte> buffer = stackalloc byte[ServerLine.MaxEncoded];
        return TryAddRaw(place, buffer[..Dialect.Encoding.Write(line, buffer)]);
    }

    /// <summary>Queues bytes as they are: without a line end, or many lines that belong together; false if the mailbox is full.</summary>
    public bool TryAddRaw(LogCursor place, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return true;
        }

        lock (_lock)
        {
            return TryAppend(place, bytes.ToArray(), refused: null);
        }
    }

    /// <summary>
    /// Queues a report that lines were refused; false if the mailbox is full. It is joined with an unread report of the
    /// lines right before them, if the reason is the same. So any number of them uses the capacity of one line.
    /// </summary>
    public bool TryAddRefused(LogCursor place, Refusal refusal, long first, long last)
    {
        lock (_lock)
        {
            if (_last is { Refused: { } before } && _last.Place == place && before.TryJoin(refusal, first, last, Dialect, out var joined))
            {
                (_last.Refused, _last.Line) = (joined, joined.Encode(Dialect));
                return true;
            }

            var range = new RefusedRange(refusal, first, last);
            return TryAppend(place, range.Encode(Dialect), range);
        }
    }

    /// <summary>Creates a mailbox for the same reader in the room that it moves to; false if too many moves wait already.</summary>
    public bool TryCreateNext([NotNullWhen(true)] out Mailbox? next)
    {
        next = _byteBudget.TryTake(MoveShare) ? new Mailbox(Dialect, _byteBudget) { Feed = Feed } : null;
        return next is not null;
    }

    /// <summary>The reader has reached this mailbox after a move.</summary>
    public void Reached() => _byteBudget.Return(MoveShare);

    /// <summary>Acknowledges every line of the client up to <paramref name="number"/>; replaces an unread acknowledgement.</summary>
    public void Acknowledge(LogCursor place, long number, long id)
    {
        lock (_lock)
        {
            _ack = new Acknowledgement(place, number, id);
            _hasMail = true;
        }

        Feed?.Queue();
    }

    /// <summary>Returns the place of the next line; false if none waits.</summary>
    public bool TryPeek(out LogCursor place)
    {
        lock (_lock)
        {
            place = _hasMail ? NextPlace() : default;
            return _hasMail;
        }
    }

    /// <summary>Takes the next line, if its place is not beyond <paramref name="place"/>.</summary>
    public bool TryTake(LogCursor place, [NotNullWhen(true)] out byte[]? line)
    {
        line = null;
        lock (_lock)
        {
            if (!_hasMail || NextPlace().NextId > place.NextId)
            {
                return false;
            }

            if (NextIsAck())
            {
                Span<byte> buffer = stackalloc byte[64];
                var ack = new ServerLine { Kind = ServerLineKind.Ack, Number = _ack!.Number, Id = _ack.Id };
                line = buffer[..Dialect.Encoding.Write(ack, buffer)].ToArray();
                _ack = null;
            }
            else
            {
                line = _first!.Line;
                _byteBudget.Return(_first.Share);
                _first = _first.Next;
                _last = _first is null ? null : _last;
            }

            _hasMail = _ack is not null || _first is not null;
            return true;
        }
    }

    private bool TryAppend(LogCursor place, byte[] line, RefusedRange? refused)
    {
        var share = Math.Min(line.Length, LargestShare);
        if (!_byteBudget.TryTake(share))
        {
            return false;
        }

        var mail = new Mail(place, share) { Line = line, Refused = refused };
        _first ??= mail;
        _last?.Next = mail;
        _last = mail;
        _hasMail = true;
        Feed?.Queue();
        return true;
    }

    private LogCursor NextPlace() => NextIsAck() ? _ack!.Place : _first!.Place;

    private bool NextIsAck() => _ack is { } ack && (_first is null || ack.Place.NextId < _first.Place.NextId);

    // A class, so that a mailbox without one holds only a null.
    private sealed record Acknowledgement(LogCursor Place, long Number, long Id);

    private sealed record Mail(LogCursor Place, int Share)
    {
        public required byte[] Line { get; set; }

        /// <summary>The refused lines that the line reports, if more can be joined to them.</summary>
        public RefusedRange? Refused { get; set; }

        public Mail? Next { get; set; }
    }
}
