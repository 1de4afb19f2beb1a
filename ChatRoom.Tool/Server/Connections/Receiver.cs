using System.Buffers;
using ChatRoom.Protocol;
using ChatRoom.Server.Connections.Pacing;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Dialects;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Connections;

/// <summary>
/// The receiving half of a connection: receives what has arrived, into a buffer that it holds only meanwhile, and passes it
/// to the session. If a peer exceeds its <see cref="RateLimit"/>, nothing more is received until its input is processed.
/// The connection's task only, except for <see cref="Interrupt"/> and <see cref="CountIdle"/>.
/// </summary>
internal sealed class Receiver(Transport transport, Session session)
{
    private const int ReceiveBytes = 64 << 10;

    /// <summary>Full buffers received from one peer before others get a turn.</summary>
    private const int ReceivesInARow = 16;

    /// <summary>The shortest wait of a peer over its limit, so that a thousand of them are no load.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(100);

    private long _paidUpTo;
    private Backlog? _backlog;
    private IdleClock _idleClock;
    private bool _isAtEnd;

    public Session Session => session;

    /// <summary>Waits until <see cref="Receive"/> has something to process; false: the peer is lost.</summary>
    public ValueTask<bool> WaitAsync(ServerOptions options, CancellationToken cancel) =>
        session.Act is { } act ? WaitForActAsync(act)
        : _backlog is null ? transport.WaitReadableAsync(cancel)
        : WaitForTurnAsync(_backlog, options, cancel);

    /// <summary>Waits for an act of the session that is under way, so that it cannot complete after the end.</summary>
    public async Task SettleAsync()
    {
        if (session.Act is { } act)
        {
            await act;
        }
    }

    /// <summary>Ends the wait of a peer over its limit, or for space for a long answer. Any thread.</summary>
    public void Interrupt()
    {
        session.Mailbox.Interrupt();
        Volatile.Read(ref _backlog)?.Interrupt();
    }

    /// <summary>Counts a period of inactivity, and returns the counts. Idle monitor only.</summary>
    public IdleClock CountIdle(bool isAlive)
    {
        _idleClock.Count(isAlive);
        return _idleClock;
    }

    /// <summary>Passes on the input that arrived before the session was made.</summary>
    public CloseReason? Accept(byte[] bytes, ServerOptions options)
    {
        var scratch = ArrayPool<byte>.Shared.Rent(Limits.FilterScratch);
        try
        {
            return Take(bytes, scratch, options);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    /// <summary>Receives and processes what has arrived; returns why the connection ends, or null.</summary>
    /// <param name="options">The limits, and the clock.</param>
    /// <param name="more">There is more, and other peers get a turn first.</param>
    public CloseReason? Receive(ServerOptions options, out bool more)
    {
        more = false;
        var isPaced = _backlog is not null || options.Limits.Current.LineRateFor(transport.RemoteAddress) is not null;
        var capacity = isPaced ? LineCost.PacedBytes : ReceiveBytes;
        var buffer = ArrayPool<byte>.Shared.Rent(capacity + Limits.FilterScratch);
        var scratch = buffer.AsSpan(capacity);
        try
        {
            if (session.Act is not null)
            {
                return session.Continue(scratch) ?? (_isAtEnd && session.Act is null ? CloseReason.EndOfInput : null);
            }

            if (_backlog is { } backlog)
            {
                _idleClock.Note(isSpeech: true);
                return Take(backlog.Bytes.Span, scratch, options);
            }

            for (var turn = 0; turn < ReceivesInARow; turn++)
            {
                var result = transport.TryReceive(buffer.AsSpan(0, capacity), out var received);
                if (result != TransportResult.Moved)
                {
                    return EndBy(result, scratch);
                }

                var bytes = buffer.AsSpan(0, received);
                _idleClock.Note(isSpeech: !session.Dialect.IsSignOfLife(bytes));
                var end = isPaced ? Take(bytes, scratch, options) : session.Accept(bytes, scratch);
                if (end is not null || received < capacity || _backlog is not null || session.Act is not null)
                {
                    return end;
                }
            }

            more = true;
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Passes as much to the session as the rate limit allows now, and keeps the rest.</summary>
    private CloseReason? Take(ReadOnlySpan<byte> bytes, Span<byte> scratch, ServerOptions options)
    {
        if (options.Limits.Current.LineRateFor(transport.RemoteAddress) is not { } rateLimit)
        {
            _backlog = null;
            return session.Accept(bytes, scratch);
        }

        while (!bytes.IsEmpty)
        {
            // Counted at the time when it is taken, however long the session takes to process it.
            var now = options.Time.GetTimestamp();
            var left = rateLimit.Available(_paidUpTo, now, options.Time);
            if (left < 1 || session.Act is not null)
            {
                KeepBack(bytes);
                return null;
            }

            var length = LineCost.Cut(bytes, left, session.Dialect, out var cost);
            var end = session.Accept(bytes[..length], scratch);
            _paidUpTo = rateLimit.Take(_paidUpTo, cost + session.TakeSurcharge(), now, options.Time);
            if (end is not null)
            {
                return end;
            }

            bytes = bytes[length..];
        }

        _backlog = null;
        return null;
    }

    private void KeepBack(ReadOnlySpan<byte> bytes)
    {
        if (_backlog is { } backlog)
        {
            backlog.Bytes = backlog.Bytes[^bytes.Length..];
        }
        else
        {
            // A full fence: a later interrupt finds the backlog, and an earlier one is seen at the loop's next check.
            Interlocked.Exchange(ref _backlog, new Backlog { Bytes = bytes.ToArray() });
        }
    }

    private static async ValueTask<bool> WaitForActAsync(Task act)
    {
        await act;
        return true;
    }

    private async ValueTask<bool> WaitForTurnAsync(Backlog backlog, ServerOptions options, CancellationToken cancel)
    {
        var wait = options.Limits.Current.LineRateFor(transport.RemoteAddress)?.Wait(_paidUpTo, options.Time) ?? TimeSpan.Zero;
        await backlog.WaitAsync(wait > ShortestWait ? wait : ShortestWait, options.Time, cancel);
        return !transport.IsClosed;
    }

    private CloseReason? EndBy(TransportResult result, Span<byte> scratch) => result switch
    {
        TransportResult.WouldBlock => null,
        TransportResult.EndOfInput => End(scratch),
        _ => CloseReason.Lost,
    };

    /// <summary>The peer sends nothing more: the connection ends now, or after the act that its last line began.</summary>
    private CloseReason? End(Span<byte> scratch)
    {
        _isAtEnd = true;
        return session.AcceptEnd(scratch) ?? (session.Act is null ? CloseReason.EndOfInput : null);
    }
}
