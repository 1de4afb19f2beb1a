using System.Net;
using System.Runtime.CompilerServices;
using ChatRoom.Protocol;
using ChatRoom.Server.Connections.Pacing;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Dialects;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Fanout.Sending;
using ChatRoom.Server.Options;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Connections;

/// <summary>
/// The life of one connection: the handshake, then receiving until there is a reason to end, then sending
/// what is still owed. One task; sending is the pump's.
/// </summary>
internal sealed class Connection(Transport transport, RoomList rooms, Pump pump, ServerOptions options, ServerEvents events)
{
    private PasswordPrompt? _passwordPrompt;
    private Receiver? _receiver;
    private Feed? _feed;
    private Outbound? _outbound;
    private volatile Dismissal? _dismissal;
    private bool _hasEntered;

    /// <summary>From where the peer comes.</summary>
    public IPAddress RemoteAddress => transport.RemoteAddress;

    /// <summary>All of it, from <see cref="Start"/> on. Never fails: a bug is reported as a fault.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    private Session? Session => _receiver?.Session;

    /// <summary>Begins; <paramref name="ended"/> is the last that it calls.</summary>
    public void Start(Action<Connection> ended, CancellationToken draining) => Completion = RunAsync(ended, draining);

    /// <summary>Has the connection end, where it is let in and this is true of it; false otherwise. Any thread may call.</summary>
    public bool TryExpel(Func<Reader, IPAddress, bool> who, Expulsion why)
    {
        if (Session?.Reader is not { } reader || !who(reader, transport.RemoteAddress))
        {
            return false;
        }

        Dismiss(CloseReason.Expelled, why);
        return true;
    }

    /// <summary>Has the connection end, where it is let in and its address may not be here any more; false otherwise. Any thread may call.</summary>
    public bool DismissUnlessAdmitted(ServerLimits limits)
    {
        var mustGo = Session?.Reader is not null && !limits.Admits(transport.RemoteAddress);
        if (mustGo)
        {
            Dismiss(CloseReason.NotAllowed, LimitText.NotAllowed);
        }

        return mustGo;
    }

    /// <summary>Asks a silent program whether it is there, and ends one that is not, or a member that says nothing. Called by the caretaker alone.</summary>
    public void LookAfter(ServerLimits limits)
    {
        // Before it is let in, its time is limited anyway.
        if (_receiver is not { Session.Reader: { } reader } receiver)
        {
            return;
        }

        // One that is slow to take what it is sent has its own limit, and cannot hear the question.
        var still = receiver.Look(isThere: _outbound is { IsWaiting: true });
        if (still.WhyEnd(reader, limits) is { } end)
        {
            Dismiss(end.Reason, end.Why);
        }
        else if (still.IsToBeAsked(reader, limits))
        {
            reader.Tell(new ServerLine { Kind = ServerLineKind.Ping, Text = LimitText.Ping });
            pump.Wake();
        }
    }

    private void Dismiss(CloseReason reason, Expulsion why)
    {
        // A full fence: the loop that receives looks for it before it waits for anything that is not interrupted here.
        Interlocked.CompareExchange(ref _dismissal, new Dismissal(reason, why), null);
        transport.Interrupt();
        _receiver?.Interrupt();
    }

    private async Task RunAsync(Action<Connection> ended, CancellationToken draining)
    {
        CloseReason? reason = null;
        try
        {
            reason = await JoinAsync(draining);
            using var either = CancelledToo(draining);
            var ending = either?.Token ?? draining;
            try
            {
                // Here an idle connection waits: in one task, without a buffer.
                while (reason is null)
                {
                    var more = false;
                    reason = _dismissal is null && !await _receiver!.WaitAsync(options, ending) ? CloseReason.Lost
                        : _dismissal is { } dismissal ? dismissal.Reason
                        : _receiver!.Receive(options, out more);
                    if (more)
                    {
                        await Task.Yield();
                    }
                }
            }
            catch (OperationCanceledException)
            {
                reason = draining.IsCancellationRequested ? CloseReason.Draining
                    : _dismissal?.Reason ?? CloseReason.Replaced;
            }

            reason = _outbound is { IsStalled: true } ? CloseReason.Stalled : reason.Value;
            await EndAsync(reason.Value);
        }
        catch (Exception bug)
        {
            reason = CloseReason.Fault;
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
            await transport.CloseAsync(events.Fault);
            events.Ended(reason!.Value);
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
            if (!await transport.OpenAsync(inTime.Token))
            {
                return CloseReason.Lost;
            }

            var handshakeResult = await new Handshake(transport, options).RunAsync(inTime.Token);
            if (handshakeResult.End is not null)
            {
                _ = handshakeResult.Farewell is { } farewell && Begin(Dialect.Line).TryAdd(default, ServerLines.Bye(farewell));
                return handshakeResult.End;
            }

            var mailbox = Begin(handshakeResult.Dialect);
            if (rooms.Moderator.Bans.Find(transport.RemoteAddress) is { } ban)
            {
                Farewells.TurnAway(mailbox, ban, options.Identity);
                events.TurnedAway(transport.RemoteAddress);
                return CloseReason.Banned;
            }

            var isGuarded = rooms.Moderator.Passwords.Entry is not null;
            if (isGuarded)
            {
                _passwordPrompt = new PasswordPrompt(transport, mailbox, pump.Wake, rooms.Moderator.Passwords, options, events);
                var passwordResult = await _passwordPrompt.RunAsync(handshakeResult.Rest!, inTime.Token);
                if (passwordResult.End is not null)
                {
                    return passwordResult.End;
                }

                (_passwordPrompt, handshakeResult) = (null, handshakeResult with { Rest = passwordResult.Rest });
            }

            Listen(mailbox, handshakeResult.Name, isGreeted: isGuarded);
            var end = _receiver!.Accept(handshakeResult.Rest!, options);
            while (end is null && !HasEntered())
            {
                end = await _receiver.WaitAsync(options, inTime.Token) ? _receiver.Receive(options, out _) : CloseReason.Lost;
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

    /// <summary>
    /// What is cancelled by the server's end, by whoever takes the peer's place, and, where that needs it, by an
    /// expulsion; null where the server's end alone can.
    /// </summary>
    private CancellationTokenSource? CancelledToo(CancellationToken draining)
    {
        var replaced = Session?.Reader is Member member ? member.Replaced : default;
        return replaced.CanBeCanceled || transport.Interrupted.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(draining, replaced, transport.Interrupted)
            : null;
    }

    private Mailbox Begin(Dialect dialect)
    {
        var mailbox = new Mailbox(dialect);
        _feed = new Feed(mailbox);
        _outbound = dialect == Dialect.Tutorial
            ? new TutorialOutbound(transport, _feed, pump.Wake, options)
            : new LineOutbound(transport, _feed, pump.Wake, options);
        pump.Add(_outbound);
        return mailbox;
    }

    private void Listen(Mailbox mailbox, ReadOnlySpan<byte> name, bool isGreeted)
    {
        Session session = mailbox.Dialect == Dialect.Typed
            ? new TypedSession(rooms, mailbox, pump.Wake, isGreeted ? null : options.Identity, transport.RemoteAddress)
            : new PlainSession(rooms, mailbox, pump.Wake, name, transport.RemoteAddress);
        _receiver = new Receiver(transport, session);
    }

    /// <summary>True once a room has let the session in; the first time, the room's log is sent from there on.</summary>
    private bool HasEntered()
    {
        if (Session!.TakeArrival() is { } reader)
        {
            _hasEntered = true;
            _feed!.Follow(reader);
            pump.Wake();
            events.Entered((reader as Member)?.Name, reader is Member { IsPresent: true }, reader.Room, transport.RemoteAddress);

            // Whoever bans somebody sends away those whom it finds here then: this one may just have come in.
            if (rooms.Moderator.WhyNotHere(reader, transport.RemoteAddress) is { } why)
            {
                TryExpel((_, _) => true, why);
            }

            DismissUnlessAdmitted(options.Limits.Current);
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
        var farewell = Farewells.Of(reason, _dismissal);
        TimeSpan? back = reason == CloseReason.Draining ? options.RetryAfter : null;
        if (Session is not { Reader: { } reader, Room: var room })
        {
            Session?.Dismiss(farewell, back);
            _passwordPrompt?.Dismiss(farewell, back);
            return;
        }

        if (farewell is not null)
        {
            room.Dismiss(reader, farewell, back);
        }

        // Where all leave, nobody is told of each.
        if (reason != CloseReason.Draining)
        {
            room.Leave(reader, reason == _dismissal?.Reason ? _dismissal.Why.Told : "");
        }

        events.Left((reader as Member)?.Name, reader.Room, reason);
    }
}
