using System.Buffers;
using ChatRoom.Protocol;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server.Connections;

/// <summary>
/// The life of one connection: asks for a name, learns the dialect from it, receives until there is a
/// reason to end, and then sends what is still owed. One task; sending is the pump's.
/// </summary>
internal sealed class Connection(SocketTransport transport, Room room, Pump pump, ServerOptions options, ServerEvents events)
{
    private const int ReceiveBytes = 64 << 10;

    /// <summary>Full buffers taken from one peer before others get a turn.</summary>
    private const int ReceivesInARow = 16;

    private readonly NameReader _name = new();
    private readonly CancellationTokenSource _nameDeadline = new(options.NameTimeout, options.Time);
    private Session? _session;
    private Feed? _feed;
    private Outbound? _outbound;
    private Member? _member;

    /// <summary>Runs to the end of the connection. Never fails: a bug is reported as a fault.</summary>
    public async Task RunAsync(CancellationToken draining)
    {
        try
        {
            var reason = await ConverseAsync(draining);
            await EndAsync(reason);
        }
        catch (Exception bug)
        {
            events.Fault(bug);
            Leave(CloseReason.Fault);
        }
        finally
        {
            await ReleaseAsync();
        }
    }

    private async Task<CloseReason> ConverseAsync(CancellationToken draining)
    {
        if (transport.TrySend(Greeting.AskName, out _) != TransportResult.Moved)
        {
            return CloseReason.Lost;
        }

        while (true)
        {
            var reason = _member is null ? await WaitForNameAsync(draining) : await WaitAsync(draining);
            reason ??= Receive();
            if (reason is not null)
            {
                return reason.Value;
            }
        }
    }

    private async ValueTask<CloseReason?> WaitAsync(CancellationToken draining)
    {
        try
        {
            return await transport.WaitReadableAsync(draining) ? null : CloseReason.Lost;
        }
        catch (OperationCanceledException)
        {
            return CloseReason.Draining;
        }
    }

    private async Task<CloseReason?> WaitForNameAsync(CancellationToken draining)
    {
        var unended = _session is null && !_name.Raw.IsEmpty;
        using var soon = new CancellationTokenSource(unended ? options.DialectTimeout : Timeout.InfiniteTimeSpan, options.Time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(draining, _nameDeadline.Token, soon.Token);
        try
        {
            return await transport.WaitReadableAsync(any.Token) ? null : CloseReason.Lost;
        }
        catch (OperationCanceledException) when (draining.IsCancellationRequested)
        {
            return CloseReason.Draining;
        }
        catch (OperationCanceledException) when (_nameDeadline.IsCancellationRequested)
        {
            return CloseReason.NoName;
        }
        catch (OperationCanceledException)
        {
            // A name that nothing ends is the tutorial's.
            Begin(Dialect.Tutorial);
            return null;
        }
    }

    /// <summary>
    /// Takes in what has arrived, with a buffer that is held only meanwhile. Stops after some full
    /// buffers: the next wait returns at once, and others get a turn before.
    /// </summary>
    private CloseReason? Receive()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReceiveBytes + Limits.FilterScratch);
        try
        {
            for (var turn = 0; turn < ReceivesInARow; turn++)
            {
                var result = transport.TryReceive(buffer.AsSpan(0, ReceiveBytes), out var received);
                if (result != TransportResult.Moved)
                {
                    return result == TransportResult.WouldBlock ? null
                        : result == TransportResult.Lost ? CloseReason.Lost
                        : _session?.AcceptEnd(buffer.AsSpan(ReceiveBytes)) ?? CloseReason.EndOfInput;
                }

                var reason = Accept(buffer.AsSpan(0, received), buffer.AsSpan(ReceiveBytes));
                if (reason is not null || received < ReceiveBytes)
                {
                    return reason;
                }
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private CloseReason? Accept(ReadOnlySpan<byte> bytes, Span<byte> scratch)
    {
        if (_session is null)
        {
            switch (_name.Accept(ref bytes))
            {
                case NameResult.NeedMore:
                    return null;
                case NameResult.TooLong:
                    return CloseReason.BadName;
                default:
                    Begin(_name.Dialect);
                    break;
            }
        }

        var reason = _session!.Accept(bytes, scratch);
        FollowOnceJoined();
        return reason;
    }

    private void Begin(Dialect dialect)
    {
        var mailbox = new Mailbox(dialect);
        _feed = new Feed(mailbox);
        _outbound = dialect == Dialect.Tutorial
            ? new TutorialOutbound(transport, _feed, pump.Wake, options.Time)
            : new LineOutbound(transport, _feed, pump.Wake);
        pump.Add(_outbound);
        _session = dialect == Dialect.Typed
            ? new TypedSession(room, mailbox, pump.Wake, options.Identity)
            : new PlainSession(room, mailbox, pump.Wake, _name.Raw);
        FollowOnceJoined();
    }

    private void FollowOnceJoined()
    {
        if (_member is null && _session?.Member is { } member)
        {
            _member = member;
            _feed!.Follow(member);
            pump.Wake();
            events.Joined(member.Name, transport.RemoteAddress);
        }
    }

    /// <summary>Leaves the room, and sends what the peer may still read for as long as it takes it in.</summary>
    private async Task EndAsync(CloseReason reason)
    {
        if (_outbound is null)
        {
            return;
        }

        Leave(reason);
        if (reason == CloseReason.Lost)
        {
            return;
        }

        _feed!.End();
        pump.Wake();
        using var enough = new CancellationTokenSource(options.FlushTimeout, options.Time);
        try
        {
            await _outbound.Finished.WaitAsync(enough.Token);
            await transport.LingerAsync(enough.Token);
        }
        catch (OperationCanceledException)
        {
            events.GaveUp(transport.RemoteAddress);
        }
    }

    private static Refusal? Farewell(CloseReason reason) => reason switch
    {
        CloseReason.NoName => Refusal.NoName,
        CloseReason.NotReading => Refusal.NotReading,
        CloseReason.Draining => Refusal.Draining,
        _ => null,
    };

    private void Leave(CloseReason reason)
    {
        var farewell = Farewell(reason);
        if (_member is not { } member)
        {
            if (farewell is not null)
            {
                _session?.Mailbox.TryAdd(default, ServerLines.Bye(farewell));
            }

            return;
        }

        if (farewell is not null)
        {
            room.Dismiss(member, farewell);
        }

        // Where all leave, nobody is told of each.
        if (reason != CloseReason.Draining)
        {
            room.Leave(member);
        }

        events.Left(member.Name, reason);
    }

    private async Task ReleaseAsync()
    {
        if (_outbound is not null)
        {
            await _outbound.StopAsync();
        }

        transport.Dispose();
        _nameDeadline.Dispose();
    }
}
