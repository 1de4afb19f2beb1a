using System.Buffers;
using ChatRoom.Protocol;
using ChatRoom.Server.Connections.Pacing;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Dialects;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Connections;

/// <summary>
/// The receiving half of a connection: takes in what has arrived, with a buffer that is held only meanwhile,
/// and gives it to the session. A peer that sends more than its <see cref="RateLimit"/> is not read from until what it has
/// sent is dealt with. Touched by the loop that receives, but for <see cref="Interrupt"/>.
/// </summary>
internal sealed class Receiver(Transport transport, Session session)
{
    private const int ReceiveBytes = 64 << 10;

    /// <summary>Full buffers taken from one peer before others get a turn.</summary>
    private const int ReceivesInARow = 16;

    /// <summary>Who is slowed down gets no more turns than these, so that a thousand of them are no load.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(100);

    private long _paidUpTo;
    private Backlog? _backlog;
    private IdleClock _idleClock;

    public Session Session => session;

    /// <summary>Waits for what <see cref="Receive"/> will take in; false where the peer is lost.</summary>
    public ValueTask<bool> WaitAsync(ServerOptions options, CancellationToken cancel) =>
        _backlog is null ? transport.WaitReadableAsync(cancel) : WaitForTurnAsync(_backlog, options, cancel);

    /// <summary>Ends the wait of who is slowed down. Any thread may call.</summary>
    public void Interrupt() => Volatile.Read(ref _backlog)?.Interrupt();

    /// <summary>How still the peer was up to this look of the caretaker's, who alone calls.</summary>
    public IdleClock Look(bool isThere)
    {
        _idleClock.Count(isThere);
        return _idleClock;
    }

    /// <summary>Gives the session what came before there was one.</summary>
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

    /// <summary>Takes in what has arrived; returns why the connection ends, or null.</summary>
    /// <param name="options">The limits, and the clock.</param>
    /// <param name="more">There is more than one peer may give before others get a turn.</param>
    public CloseReason? Receive(ServerOptions options, out bool more)
    {
        more = false;
        var isPaced = _backlog is not null || options.Limits.Current.LinesFrom(transport.RemoteAddress) is not null;
        var atOnce = isPaced ? LineCost.PacedBytes : ReceiveBytes;
        var buffer = ArrayPool<byte>.Shared.Rent(atOnce + Limits.FilterScratch);
        var scratch = buffer.AsSpan(atOnce);
        try
        {
            if (_backlog is { } backlog)
            {
                _idleClock.Note(isSaid: true);
                return Take(backlog.Bytes.Span, scratch, options);
            }

            for (var turn = 0; turn < ReceivesInARow; turn++)
            {
                var result = transport.TryReceive(buffer.AsSpan(0, atOnce), out var received);
                if (result != TransportResult.Moved)
                {
                    return EndBy(result, scratch);
                }

                var bytes = buffer.AsSpan(0, received);
                _idleClock.Note(isSaid: !IsSignOfLife(bytes));
                var end = isPaced ? Take(bytes, scratch, options) : session.Accept(bytes, scratch);
                if (end is not null || received < atOnce || _backlog is not null)
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

    /// <summary>Gives the session as much as the peer may say now, and keeps the rest.</summary>
    private CloseReason? Take(ReadOnlySpan<byte> bytes, Span<byte> scratch, ServerOptions options)
    {
        if (options.Limits.Current.LinesFrom(transport.RemoteAddress) is not { } rateLimit)
        {
            _backlog = null;
            return session.Accept(bytes, scratch);
        }

        while (!bytes.IsEmpty)
        {
            // Paid for when it is taken, however long the session takes for it.
            var now = options.Time.GetTimestamp();
            var left = rateLimit.Left(_paidUpTo, now, options.Time);
            if (left < 1)
            {
                KeepBack(bytes);
                return null;
            }

            var length = LineCost.Cut(bytes, left, session.Mailbox.Dialect, out var price);
            var end = session.Accept(bytes[..length], scratch);
            _paidUpTo = rateLimit.Take(_paidUpTo, price + session.TakeSurcharge(), now, options.Time);
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
            // A full fence: whoever interrupts from here on finds it, and who did before is seen by the loop's next look.
            Interlocked.Exchange(ref _backlog, new Backlog { Bytes = bytes.ToArray() });
        }
    }

    private async ValueTask<bool> WaitForTurnAsync(Backlog backlog, ServerOptions options, CancellationToken cancel)
    {
        var wait = options.Limits.Current.LinesFrom(transport.RemoteAddress)?.Wait(_paidUpTo, options.Time) ?? TimeSpan.Zero;
        await backlog.WaitAsync(wait > ShortestWait ? wait : ShortestWait, options.Time, cancel);
        return !transport.IsClosed;
    }

    /// <summary>A typed ping or pong, which programs send by themselves.</summary>
    private bool IsSignOfLife(ReadOnlySpan<byte> bytes) =>
        bytes[0] == 'p'
        && session.Mailbox.Dialect == Dialect.Typed
        && (bytes.StartsWith("pong "u8) || bytes.StartsWith("ping "u8))
        && bytes.IndexOf((byte)'\n') == bytes.Length - 1;

    private CloseReason? EndBy(TransportResult result, Span<byte> scratch) => result switch
    {
        TransportResult.WouldBlock => null,
        TransportResult.EndOfInput => session.AcceptEnd(scratch) ?? CloseReason.EndOfInput,
        _ => CloseReason.Lost,
    };
}
