using System.Runtime.CompilerServices;
using ChatRoom.Protocol;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server.Connections;

/// <summary>
/// The life of one connection: the handshake, then receiving until there is a reason to end, then sending
/// what is still owed. One task; sending is the pump's.
/// </summary>
internal sealed class Connection(SocketTransport transport, RoomList rooms, Pump pump, ServerOptions options, ServerEvents events)
{
    private Session? _session;
    private Receiver? _receiver;
    private Feed? _feed;
    private Outbound? _outbound;
    private bool _hasEntered;

    /// <summary>All of it, from <see cref="Start"/> on. Never fails: a bug is reported as a fault.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Begins; <paramref name="ended"/> is the last that it calls.</summary>
    public void Start(Action<Connection> ended, CancellationToken draining) => Completion = RunAsync(ended, draining);

    private async Task RunAsync(Action<Connection> ended, CancellationToken draining)
    {
        try
        {
            var reason = await JoinAsync(draining);
            using var either = CancelledToo(draining);
            var ending = either?.Token ?? draining;
            try
            {
                // Here an idle connection waits: in one task, without a buffer.
                while (reason is null)
                {
                    var more = false;
                    reason = await transport.WaitReadableAsync(ending) ? _receiver!.Receive(out more) : CloseReason.Lost;
                    if (more)
                    {
                        await Task.Yield();
                    }
                }
            }
            catch (OperationCanceledException)
            {
                reason = draining.IsCancellationRequested ? CloseReason.Draining : CloseReason.Replaced;
            }

            await EndAsync(_outbound is { IsStalled: true } ? CloseReason.Stalled : reason.Value);
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

            _feed?.Close();
            transport.Dispose();
            ended(this);
        }
    }

    /// <summary>From NAME to being let in, before the deadline; returns why the connection ends instead, or null.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<CloseReason?> JoinAsync(CancellationToken draining)
    {
        using var inTime = new CancellationTokenSource(options.NameTimeout, options.Time);
        await using var drained = draining.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), inTime);
        try
        {
            var introduction = await new Handshake(transport, options).RunAsync(inTime.Token);
            if (introduction.End is not null)
            {
                return introduction.End;
            }

            Begin(introduction.Dialect, introduction.Name);
            var end = _receiver!.Accept(introduction.Rest);
            while (end is null && !HasEntered())
            {
                end = await transport.WaitReadableAsync(inTime.Token) ? _receiver.Receive(out _) : CloseReason.Lost;
            }

            // Whoever joins and leaves with the same bytes was there all the same.
            HasEntered();
            return end;
        }
        catch (OperationCanceledException)
        {
            return draining.IsCancellationRequested ? CloseReason.Draining : CloseReason.NoName;
        }
    }

    /// <summary>What is cancelled by the server's end and by whoever takes the peer's place; null where nobody can.</summary>
    private CancellationTokenSource? CancelledToo(CancellationToken draining) =>
        _session?.Reader is Member { Replaced: { CanBeCanceled: true } replaced }
            ? CancellationTokenSource.CreateLinkedTokenSource(draining, replaced)
            : null;

    private void Begin(Dialect dialect, ReadOnlySpan<byte> name)
    {
        var mailbox = new Mailbox(dialect);
        _feed = new Feed(mailbox);
        _outbound = dialect == Dialect.Tutorial
            ? new TutorialOutbound(transport, _feed, pump.Wake, options)
            : new LineOutbound(transport, _feed, pump.Wake, options);
        pump.Add(_outbound);
        _session = dialect == Dialect.Typed
            ? new TypedSession(rooms, mailbox, pump.Wake, options.Identity)
            : new PlainSession(rooms, mailbox, pump.Wake, name);
        _receiver = new Receiver(transport, _session);
    }

    /// <summary>True once a room has let the session in; the first time, the room's log is sent from there on.</summary>
    private bool HasEntered()
    {
        if (_session!.TakeArrival() is { } reader)
        {
            _hasEntered = true;
            _feed!.Follow(reader);
            pump.Wake();
            events.Entered(reader, transport.RemoteAddress);
        }

        return _hasEntered;
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
        TimeSpan? back = reason == CloseReason.Draining ? options.RetryAfter : null;
        if (_session is not { Reader: { } reader, Room: var room })
        {
            if (farewell is not null)
            {
                _session?.Dismiss(farewell, back);
            }

            return;
        }

        if (farewell is not null)
        {
            room.Dismiss(reader, farewell, back);
        }

        // Where all leave, nobody is told of each.
        if (reason != CloseReason.Draining)
        {
            room.Leave(reader);
        }

        events.Left(reader, reason);
    }

    private static Refusal? Farewell(CloseReason reason) => reason switch
    {
        CloseReason.NoName => Refusal.NoName,
        CloseReason.NotReading => Refusal.NotReading,
        CloseReason.Draining => Refusal.Draining,
        _ => null,
    };
}
