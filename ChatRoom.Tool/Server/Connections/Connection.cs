using ChatRoom.Protocol;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server.Connections;

/// <summary>
/// The life of one connection: the handshake, then receiving until there is a reason to end, then sending
/// what is still owed. One task; sending is the pump's.
/// </summary>
internal sealed class Connection(SocketTransport transport, Room room, Pump pump, ServerOptions options, ServerEvents events)
{
    private Session? _session;
    private Receiver? _receiver;
    private Feed? _feed;
    private Outbound? _outbound;
    private Member? _member;

    /// <summary>Runs to the end of the connection. Never fails: a bug is reported as a fault.</summary>
    public async Task RunAsync(CancellationToken draining)
    {
        try
        {
            var reason = await JoinAsync(draining) ?? await ReceiveAsync(draining);
            await EndAsync(_outbound is { IsStalled: true } ? CloseReason.Stalled : reason);
        }
        catch (Exception bug)
        {
            events.Fault(bug);
            Leave(CloseReason.Fault);
        }
        finally
        {
            if (_outbound is not null)
            {
                await _outbound.StopAsync();
            }

            transport.Dispose();
        }
    }

    /// <summary>From NAME to being a member, before the deadline; returns why the connection ends instead, or null.</summary>
    private async Task<CloseReason?> JoinAsync(CancellationToken draining)
    {
        using var deadline = new CancellationTokenSource(options.NameTimeout, options.Time);
        using var inTime = CancellationTokenSource.CreateLinkedTokenSource(draining, deadline.Token);
        var introduction = await new Handshake(transport, options).RunAsync(Why, inTime.Token);
        if (introduction.End is not null)
        {
            return introduction.End;
        }

        Begin(introduction.Dialect, introduction.Name);
        var end = _receiver!.Accept(introduction.Rest);
        try
        {
            while (end is null && !IsMember())
            {
                end = await _receiver.ReceiveAsync(inTime.Token);
            }
        }
        catch (OperationCanceledException)
        {
            return Why();
        }

        // Whoever joins and leaves with the same bytes was a member all the same.
        IsMember();
        return end;

        CloseReason Why() => draining.IsCancellationRequested ? CloseReason.Draining : CloseReason.NoName;
    }

    private void Begin(Dialect dialect, ReadOnlySpan<byte> name)
    {
        var mailbox = new Mailbox(dialect);
        _feed = new Feed(mailbox);
        _outbound = dialect == Dialect.Tutorial
            ? new TutorialOutbound(transport, _feed, pump.Wake, options)
            : new LineOutbound(transport, _feed, pump.Wake, options);
        pump.Add(_outbound);
        _session = dialect == Dialect.Typed
            ? new TypedSession(room, mailbox, pump.Wake, options.Identity)
            : new PlainSession(room, mailbox, pump.Wake, name);
        _receiver = new Receiver(transport, _session);
    }

    /// <summary>True once the session has joined; the first time, its member's log is sent from there on.</summary>
    private bool IsMember()
    {
        if (_member is null && _session!.Member is { } member)
        {
            _member = member;
            _feed!.Follow(member);
            pump.Wake();
            events.Joined(member.Name, transport.RemoteAddress);
        }

        return _member is not null;
    }

    private async Task<CloseReason> ReceiveAsync(CancellationToken draining)
    {
        try
        {
            CloseReason? end;
            do
            {
                end = await _receiver!.ReceiveAsync(draining);
            }
            while (end is null);
            return end.Value;
        }
        catch (OperationCanceledException)
        {
            return CloseReason.Draining;
        }
    }

    /// <summary>Leaves the room, and sends what the peer may still read for as long as it takes it in.</summary>
    private async Task EndAsync(CloseReason reason)
    {
        Leave(reason);
        if (_outbound is null || reason is CloseReason.Lost or CloseReason.Stalled)
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

    private static Refusal? Farewell(CloseReason reason) => reason switch
    {
        CloseReason.NoName => Refusal.NoName,
        CloseReason.NotReading => Refusal.NotReading,
        CloseReason.Draining => Refusal.Draining,
        _ => null,
    };
}
