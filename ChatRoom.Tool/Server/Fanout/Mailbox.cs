using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Fanout;

/// <summary>Adds to a line for one reader alone what a dialect may need.</summary>
internal delegate void LineCompletion(ref ServerLine line);

/// <summary>
/// Lines for one reader alone, each with its place among the events of the log. Bounded: beyond <see cref="Capacity"/>
/// lines are refused, and one answer counts at most <see cref="LargestShare"/>. A new acknowledgement replaces the one
/// that waits, so acknowledgements use no capacity. A reader that moves to another room gets a new mailbox there, because
/// places belong to one log; its unread mailboxes share one budget. Loop thread only.
/// </summary>
internal sealed class Mailbox
{
    /// <summary>Bytes of lines that may wait: a few thousand lines, far more than a peer that reads ever leaves unread.</summary>
    public const int Capacity = 256 << 10;

    /// <summary>The most bytes that one answer counts: one answer of any size may wait, and smaller ones as well.</summary>
    private const int LargestShare = Capacity * 3 / 4;

    /// <summary>Bytes that the mailbox of a further room counts until the connection is sent that room: limits the rooms that wait.</summary>
    private const int MoveShare = Capacity / 32;

    // The connection's first mailbox, which counts the bytes of all that are unread.
    private readonly Mailbox _firstMailbox;
    private int _left = Capacity;
    private bool _hasOverflowed;
    private bool _goesElsewhere;

    // null: nobody waits for space.
    private TaskCompletionSource<bool>? _space;
    private volatile bool _isInterrupted;
    private Mail? _first;
    private Mail? _last;
    private Acknowledgement? _ack;

    public Mailbox(Dialect dialect)
    {
        Dialect = dialect;
        _firstMailbox = this;
    }

    private Mailbox(Mailbox first, Dialect dialect)
    {
        Dialect = dialect;
        _firstMailbox = first;
    }

    public Dialect Dialect { get; }

    /// <summary>The feed that takes the lines; null: there is none yet.</summary>
    public Feed? Feed { get; set; }

    /// <summary>The subscription to which the lines belong, as soon as it is followed; null: there is none.</summary>
    public Subscription? Subscription { get; set; }

    /// <summary>See <see cref="Overflow"/>.</summary>
    public bool Overflowed => _firstMailbox._hasOverflowed;

    /// <summary>The peer can go on at another server of the room.</summary>
    public bool GoesElsewhere
    {
        get => _firstMailbox._goesElsewhere;
        set => _firstMailbox._goesElsewhere = value;
    }

    /// <summary>Whether a line waits.</summary>
    public bool HasMail { get; private set; }

    /// <summary>Queues a line for a reader that has reached <paramref name="place"/>; false if the mailbox is full.</summary>
    public bool TryAdd(LogCursor place, in ServerLine line)
    {
        Span<byte> buffer = stackalloc byte[Dialect.Encoding.MaxEncoded];
        return TryAddRaw(place, buffer[..Dialect.Encoding.Write(line, buffer)]);
    }

    /// <summary>Queues bytes as they are: without a line end, or many lines that belong together; false if the mailbox is full.</summary>
    public bool TryAddRaw(LogCursor place, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return true;
        }

        return TryAppend(place, bytes.ToArray(), refused: null);
    }

    /// <summary>
    /// Queues a report that lines were refused; false if the mailbox is full. It is joined with an unread report of the
    /// lines right before them, if the reason is the same. So any number of them uses the capacity of one line.
    /// </summary>
    /// <param name="complete">Adds to the line what a dialect may need.</param>
    public bool TryAddRefused(LogCursor place, Refusal refusal, long first, long last, LineCompletion complete)
    {
        if (_last is { Refused: { } before } && _last.Place == place && before.TryJoin(refusal, first, last, Dialect, out var joined))
        {
            (_last.Refused, _last.Line) = (joined, joined.Encode(Dialect));
            return true;
        }

        var range = new RefusedRange(refusal, first, last, complete);
        return TryAppend(place, range.Encode(Dialect), range);
    }

    /// <summary>Creates a mailbox for the same connection in a further room; false if too many rooms wait already.</summary>
    /// <param name="dialect">In which the peer is sent that room; null: the same as here.</param>
    public bool TryCreateNext([NotNullWhen(true)] out Mailbox? next, Dialect? dialect = null)
    {
        if (!TryTakeSpace(MoveShare))
        {
            Overflow();
            next = null;
            return false;
        }

        next = new Mailbox(_firstMailbox, dialect ?? Dialect) { Feed = Feed };
        return true;
    }

    /// <summary>The connection was refused a line that it caused itself, or a further room: it sends without reading.</summary>
    public void Overflow() => _firstMailbox._hasOverflowed = true;

    /// <summary>The connection is sent the room of this mailbox now, or will never be.</summary>
    public void Reached() => _firstMailbox.AddSpace(MoveShare);

    /// <summary>
    /// Completes when there is space for an answer of any size; false: the connection ends. So a peer that reads slowly can ask
    /// for many long answers.
    /// </summary>
    public Task<bool> WaitForSpaceAsync() => _firstMailbox.WaitForAsync();

    /// <summary>The connection ends: nobody waits for space any more. Any thread.</summary>
    public void Interrupt()
    {
        _firstMailbox._isInterrupted = true;
        Volatile.Read(ref _firstMailbox._space)?.TrySetResult(false);
    }

    /// <summary>Acknowledges every line of the client up to <paramref name="number"/>; replaces an unread acknowledgement.</summary>
    public void Acknowledge(LogCursor place, long number, long id)
    {
        _ack = new Acknowledgement(place, number, id);
        HasMail = true;
        Feed?.Queue(Subscription);
    }

    /// <summary>Returns the place of the next line; false if none waits.</summary>
    public bool TryPeek(out LogCursor place)
    {
        place = HasMail ? NextPlace() : default;
        return HasMail;
    }

    /// <summary>Takes the next line, if its place is not beyond <paramref name="place"/>.</summary>
    public bool TryTake(LogCursor place, [NotNullWhen(true)] out byte[]? line)
    {
        line = null;
        if (!HasMail || NextPlace().NextId > place.NextId)
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
            _firstMailbox.AddSpace(_first.Share);
            _first = _first.Next;
            _last = _first is null ? null : _last;
        }

        HasMail = _ack is not null || _first is not null;
        return true;
    }

    private bool TryAppend(LogCursor place, byte[] line, RefusedRange? refused)
    {
        var share = Math.Min(line.Length, LargestShare);
        if (!TryTakeSpace(share))
        {
            return false;
        }

        var mail = new Mail(place, share) { Line = line, Refused = refused };
        _first ??= mail;
        _last?.Next = mail;
        _last = mail;
        HasMail = true;
        (Subscription as AnswerReader)?.Count();
        Feed?.Queue(Subscription);
        return true;
    }

    private LogCursor NextPlace() => NextIsAck() ? _ack!.Place : _first!.Place;

    private bool NextIsAck() => _ack is { } ack && (_first is null || ack.Place.NextId < _first.Place.NextId);

    private Task<bool> WaitForAsync()
    {
        if (_left < LargestShare && !_isInterrupted)
        {
            var space = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);

            // A full fence: an interruption meanwhile sees it, or is seen here.
            Interlocked.Exchange(ref _space, space);
            if (!_isInterrupted)
            {
                return space.Task;
            }
        }

        return Task.FromResult(!_isInterrupted);
    }

    private void AddSpace(int bytes)
    {
        _left += bytes;
        if (_space is not null && _left >= LargestShare)
        {
            _space.TrySetResult(true);
            _space = null;
        }
    }

    /// <summary>Takes all the bytes that are asked for; false: takes none, because too few are left.</summary>
    private bool TryTakeSpace(int wanted)
    {
        var isEnough = _firstMailbox._left >= wanted;
        _firstMailbox._left -= isEnough ? wanted : 0;
        return isEnough;
    }

    /// <summary>Lines of one peer in a row that were refused for one reason. If the peer gives no numbers, they are counted. Never changes.</summary>
    private sealed record RefusedRange(Refusal Refusal, long First, long Last, LineCompletion Complete)
    {
        /// <summary>Joins this range and the lines after it; false if the reason differs or a number is missing between them.</summary>
        public bool TryJoin(Refusal refusal, long first, long last, Dialect dialect, [NotNullWhen(true)] out RefusedRange? joined)
        {
            var isNumbered = dialect.HasNumberedLines;
            joined = refusal != Refusal || (isNumbered && first != Last + 1) ? null
                : isNumbered ? this with { Last = last }
                : this with { First = 1, Last = Last - First + 1 + last - first + 1 };
            return joined is not null;
        }

        public byte[] Encode(Dialect dialect)
        {
            var line = ServerLines.Refused(Refusal, First, Last);
            Complete(ref line);
            return dialect.Encoding.Encode(line);
        }
    }

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
