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
    private Mailbox? _mailbox;
    private Receiver? _receiver;
    private Outbound? _outbound;
    private volatile CloseNotice? _closeNotice;

    /// <summary>From where the peer comes.</summary>
    public IPAddress RemoteAddress => transport.RemoteAddress;

    /// <summary>All of it, from <see cref="Start"/> on. Never fails: a bug is reported as a fault.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    private Session? Session => _receiver?.Session;

    /// <summary>Begins; <paramref name="ended"/> is the last that it calls.</summary>
    public void Start(Action<Connection> ended, CancellationToken draining) => Completion = RunAsync(ended, draining);

    /// <summary>Closes the connection if it is in a room and the condition is true of it; false otherwise. Any thread.</summary>
    public bool TryClose(Func<Reader, IPAddress, bool> isMeant, CloseNotice notice)
    {
        if (Session?.Reader is not { } reader || !isMeant(reader, transport.RemoteAddress))
        {
            return false;
        }

        Close(notice);
        return true;
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
        if (still.WhyEnd(reader, limits) is { } notice)
        {
            Close(notice);
        }
        else if (still.IsToBeAsked(reader, limits))
        {
            reader.Tell(new ServerLine { Kind = ServerLineKind.Ping, Text = IdleClock.Ping });
            pump.Wake();
        }
    }

    private void Close(CloseNotice notice)
    {
        // A full fence: the loop that receives looks for it before it waits for anything that is not interrupted here.
        Interlocked.CompareExchange(ref _closeNotice, notice, null);
        transport.Interrupt();
        _receiver?.Interrupt();
    }

    private async Task RunAsync(Action<Connection> ended, CancellationToken draining)
    {
        CloseNotice? notice = null;
        try
        {
            notice = await JoinAsync(draining);
            using var either = CancelledToo(draining);
            var ending = either?.Token ?? draining;
            try
            {
                // Here an idle connection waits: in one task, without a buffer.
                while (notice is null)
                {
                    var more = false;
                    notice = _closeNotice is null && !await _receiver!.WaitAsync(options, ending)
                        ? CloseNotice.Of(CloseReason.Lost)
                        : _closeNotice ?? CloseNotice.Of(_receiver!.Receive(options, out more));
                    if (more)
                    {
                        await Task.Yield();
                    }
                }
            }
            catch (OperationCanceledException)
            {
                notice = draining.IsCancellationRequested ? CloseNotice.Of(CloseReason.Draining)
                    : _closeNotice ?? CloseNotice.Of(CloseReason.Replaced);
            }

            notice = _outbound is { IsStalled: true } ? CloseNotice.Of(CloseReason.Stalled) : notice;
            await EndAsync(notice);
        }
        catch (Exception bug)
        {
            notice = CloseNotice.Of(CloseReason.Fault);
            events.Fault(bug);
            Leave(notice);
        }
        finally
        {
            if (_outbound is not null)
            {
                await _outbound.StopAsync();
                _outbound.Feed.Close();
            }

            await transport.CloseAsync(events.Fault);
            events.Ended(notice!.Reason);
            ended(this);
        }
    }

    /// <summary>From NAME to being let in, before the deadline; returns why the connection ends instead, or null.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<CloseNotice?> JoinAsync(CancellationToken draining)
    {
        using var inTime = new CancellationTokenSource(options.NameTimeout, options.Time);
        await using var drained = draining.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), inTime);
        try
        {
            var handshake = new Handshake(transport, rooms.Moderator, Begin, pump.Wake, options, events);
            var handshakeResult = await handshake.RunAsync(inTime.Token, draining);
            if (handshakeResult.End is not null)
            {
                return handshakeResult.End;
            }

            Listen(handshakeResult.Name);
            var end = CloseNotice.Of(_receiver!.Accept(handshakeResult.Rest, options));
            while (end is null && !HasEntered())
            {
                end = CloseNotice.Of(await _receiver.WaitAsync(options, inTime.Token) ? _receiver.Receive(options, out _) : CloseReason.Lost);
            }

            // Whoever joins and leaves with the same bytes was there all the same.
            HasEntered();
            return end;
        }
        catch (OperationCanceledException)
        {
            return draining.IsCancellationRequested ? CloseNotice.Of(CloseReason.Draining) : CloseNotice.NoNameInTime;
        }
    }

    /// <summary>A source that all reasons to stop waiting cancel; null: <paramref name="draining"/> alone does.</summary>
    private CancellationTokenSource? CancelledToo(CancellationToken draining)
    {
        var replaced = Session?.Reader is Member member ? member.Replaced : default;
        return replaced.CanBeCanceled || transport.Interrupted.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(draining, replaced, transport.Interrupted)
            : null;
    }

    private Mailbox Begin(Dialect dialect)
    {
        _mailbox = new Mailbox(dialect);
        if (dialect == Dialect.Typed)
        {
            _mailbox.TryAdd(default, ServerLines.Greeting(options.Identity.Version, options.Identity.Title));
        }

        var feed = new Feed(_mailbox);
        _outbound = dialect == Dialect.Tutorial
            ? new TutorialOutbound(transport, feed, pump.Wake, options)
            : new LineOutbound(transport, feed, pump.Wake, options);
        pump.Add(_outbound);
        return _mailbox;
    }

    private void Listen(ReadOnlySpan<byte> name)
    {
        Session session = _mailbox!.Dialect == Dialect.Typed
            ? new TypedSession(rooms, _mailbox, pump.Wake, transport.RemoteAddress)
            : new PlainSession(rooms, _mailbox, pump.Wake, name, transport.RemoteAddress);
        _receiver = new Receiver(transport, session);
    }

    /// <summary>True once a room has let the session in; the first time, the room's log is sent from there on.</summary>
    private bool HasEntered()
    {
        if (Session!.TakeArrival() is { } reader)
        {
            _outbound!.Feed.Follow(reader);
            pump.Wake();
            events.Entered((reader as Member)?.Name, reader is Member { IsPresent: true }, reader.Room, transport.RemoteAddress);

            // Whoever bans somebody sends away those whom it finds here then: this one may just have come in.
            if (rooms.Moderator.WhyNotHere(reader, transport.RemoteAddress) is { } notice)
            {
                Close(notice);
            }

            if (!options.Limits.Current.Admits(transport.RemoteAddress))
            {
                Close(CloseNotice.NotAllowed);
            }
        }

        return Session.Reader is not null;
    }

    /// <summary>Leaves the room, and sends what the peer may still read for as long as it takes it in.</summary>
    private async Task EndAsync(CloseNotice notice)
    {
        Leave(notice);
        if (_outbound is null || notice.Reason is CloseReason.Lost or CloseReason.Stalled)
        {
            return;
        }

        _outbound.Feed.End();
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

    private void Leave(CloseNotice notice)
    {
        TimeSpan? back = notice.Reason == CloseReason.Draining ? options.RetryAfter : null;
        if (Session is not { Reader: { } reader, Room: var room })
        {
            SayFarewell(notice.Farewell, back);
            return;
        }

        if (notice.Farewell is { } farewell)
        {
            room.Dismiss(reader, farewell, back);
        }

        // When all leave, the members are not sent each departure.
        if (notice.Reason != CloseReason.Draining)
        {
            room.Leave(reader, notice.LeftText);
        }

        events.Left((reader as Member)?.Name, reader.Room, notice.Reason);
    }

    /// <summary>Queues the last line for a peer that is in no room.</summary>
    private void SayFarewell(Refusal? farewell, TimeSpan? back)
    {
        if (back is { } after)
        {
            _mailbox?.TryAdd(default, ServerLines.Retry(after));
        }

        if (farewell is not null)
        {
            _mailbox?.TryAdd(default, ServerLines.Bye(farewell));
        }
    }
}
