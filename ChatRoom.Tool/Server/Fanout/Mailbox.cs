using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Fanout;

/// <summary>
/// What is said to one reader alone, each line bound to its place among the events of the log. Bounded:
/// <see cref="TryAdd"/> refuses what would go over <see cref="Capacity"/>, of which no single answer takes more
/// than <see cref="LargestShare"/>. Acknowledgements replace one another and so take no room. Written by anybody, emptied by the reader's sender; guarded by its own lock.
/// Who moves to another room gets another mailbox there, because places are those of one log; all that it has
/// not read yet share one allowance.
/// </summary>
internal sealed class Mailbox
{
    /// <summary>Bytes of lines that may wait: some thousand, far more than a peer that reads ever leaves.</summary>
    public const int Capacity = 256 << 10;

    /// <summary>What an answer counts at most: one of any size may wait, and others beside it.</summary>
    private const int LargestShare = Capacity * 3 / 4;

    /// <summary>What a mailbox that its reader has not come to yet counts: so many moves may wait to be read.</summary>
    private const int MoveShare = Capacity / 32;

    private readonly Lock _gate = new();
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

    /// <summary>Whether a line waits; costs no lock.</summary>
    public bool HasMail => _hasMail;

    /// <summary>Queues a line that a reader at <paramref name="place"/> gets next; false where the mailbox is full.</summary>
    public bool TryAdd(LogCursor place, in ServerLine line)
    {
        Span<byte> buffer = stackalloc byte[ServerLine.MaxEncoded];
        return TryAddRaw(place, buffer[..LineEncoder.Write(Dialect, line, buffer)]);
    }

    /// <summary>Queues bytes as they are: what has no line end, or many lines that belong together.</summary>
    public bool TryAddRaw(LogCursor place, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return true;
        }

        lock (_gate)
        {
            return TryAppend(place, bytes.ToArray(), refused: null);
        }
    }

    /// <summary>
    /// Queues that lines were refused, as one line with those right before them that were refused for the same
    /// reason and of which the reader was not told yet: however many they are, they take the room of one.
    /// </summary>
    public bool TryAddRefused(LogCursor place, Refusal refusal, long first, long last)
    {
        lock (_gate)
        {
            if (_last is { Refused: { } before } && _last.Place == place && before.TryJoin(refusal, first, last, Dialect, out var joined))
            {
                (_last.Refused, _last.Line) = (joined, joined.Spell(Dialect));
                return true;
            }

            var run = new RefusedRange(refusal, first, last);
            return TryAppend(place, run.Spell(Dialect), run);
        }
    }

    /// <summary>Another mailbox for the same reader, in the room that it moves to; false where too many of them wait already.</summary>
    public bool TryMoveOn([NotNullWhen(true)] out Mailbox? next)
    {
        next = _byteBudget.TryTake(MoveShare) ? new Mailbox(Dialect, _byteBudget) : null;
        return next is not null;
    }

    /// <summary>The reader has come to this mailbox, which it got by moving on.</summary>
    public void Reached() => _byteBudget.Give(MoveShare);

    /// <summary>Acknowledges every line of the client up to <paramref name="number"/>, in place of an earlier acknowledgement.</summary>
    public void Acknowledge(LogCursor place, long number, long id)
    {
        lock (_gate)
        {
            _ack = new Acknowledgement(place, number, id);
            _hasMail = true;
        }
    }

    /// <summary>The place of the next line, where one waits.</summary>
    public bool TryPeek(out LogCursor place)
    {
        lock (_gate)
        {
            place = _hasMail ? NextPlace() : default;
            return _hasMail;
        }
    }

    /// <summary>Takes out the next line whose place is not beyond <paramref name="place"/>.</summary>
    public bool TryTake(LogCursor place, [NotNullWhen(true)] out byte[]? line)
    {
        line = null;
        lock (_gate)
        {
            if (!_hasMail || NextPlace().NextId > place.NextId)
            {
                return false;
            }

            if (NextIsAck())
            {
                Span<byte> buffer = stackalloc byte[64];
                var ack = new ServerLine { Kind = ServerLineKind.Ack, Number = _ack!.Number, Id = _ack.Id };
                line = buffer[..LineEncoder.Write(Dialect, ack, buffer)].ToArray();
                _ack = null;
            }
            else
            {
                line = _first!.Line;
                _byteBudget.Give(_first.Share);
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
        return true;
    }

    private LogCursor NextPlace() => NextIsAck() ? _ack!.Place : _first!.Place;

    private bool NextIsAck() => _ack is { } ack && (_first is null || ack.Place.NextId < _first.Place.NextId);

    // An object, because most connections never have one.
    private sealed record Acknowledgement(LogCursor Place, long Number, long Id);

    private sealed record Mail(LogCursor Place, int Share)
    {
        public required byte[] Line { get; set; }

        /// <summary>What the line tells of, where that may become more.</summary>
        public RefusedRange? Refused { get; set; }

        public Mail? Next { get; set; }
    }
}
