using System.Net;
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
/// The life of one connection: the handshake, then receiving until there is a reason to close, then sending
/// the last lines. One task on the loop; the pump sends; other threads call only the members that say so.
/// </summary>
/// <param name="spoken">The dialect of the peer; null: its answer to the question for its name shows it.</param>
internal sealed class Connection(Transport transport, SessionDialect? spoken, RoomList rooms, Pump pump, ServerOptions options, ServerEvents events)
{
    private Mailbox? _mailbox;
    private Receiver? _receiver;
    private Outbound? _outbound;
    private volatile CloseNotice? _closeNotice;

    /// <summary>The address of the peer.</summary>
    public IPAddress RemoteAddress => transport.RemoteAddress;

    /// <summary>Completes when the connection is closed. Never fails: a bug is reported as a fault. Loop thread only.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    private Session? Session => _receiver?.Session;

    /// <summary>Starts the task on the loop; it calls <paramref name="ended"/> last. Any thread.</summary>
    public void Start(Action<Connection> ended, CancellationToken draining)
    {
        // The loop may be in a round, and then the answer arrives before its end: the next round lets in many at once.
        var isAsked = spoken is null && transport.IsOpen && NamePrompt.TryAsk(transport);
        pump.Loop.Post(_ => Completion = RunAsync(isAsked, ended, draining), null);
    }

    /// <summary>Closes the connection if the condition is true of it, or takes it out of the room that the notice is about; false otherwise.</summary>
    public bool TryClose(Func<Reader, IPAddress, bool> matches, CloseNotice notice)
    {
        if (Session is not { } session || session.Readers.FirstOrDefault(reader => matches(reader, transport.RemoteAddress)) is not { } found)
        {
            return false;
        }

        if (!session.TryLeaveRoom(found, notice))
        {
            Close(notice);
        }

        return true;
    }

    /// <summary>Sends a line if the connection is in a room and the condition is true of it. Loop thread only.</summary>
    public void TrySend(in ServerLine line, Func<Reader, bool> matches)
    {
        Session?.Readers.FirstOrDefault(matches)?.Send(line);
    }

    /// <summary>Closes the connection because the server shuts down; completes when it is closed. Loop thread only.</summary>
    public Task DrainAsync()
    {
        Close(CloseNotice.Of(CloseReason.Draining));
        return Completion;
    }

    /// <summary>Sends a ping to a silent program, and closes the connection of a dead program or an idle member. Idle monitor only.</summary>
    public void CheckIdle(ServerLimits limits)
    {
        // Before a session enters a room, its time is limited anyway.
        if (_receiver is not { Session.Reader: { } reader } receiver)
        {
            return;
        }

        // A peer that is slow to read has a limit of its own, and cannot receive a ping now.
        var idleClock = receiver.CountIdle(isAlive: _outbound is { IsWaiting: true });
        if (idleClock.IsKeepAliveDue)
        {
            transport.KeepAlive();
        }

        if (idleClock.Check(reader, receiver.Session.IsPersonInRoom, limits) is { } notice)
        {
            Close(notice);
        }
        else if (idleClock.IsPingDue(reader, limits))
        {
            reader.Send(new ServerLine { Kind = ServerLineKind.Ping, Text = IdleClock.Ping });
        }
    }

    private void Close(CloseNotice notice)
    {
        // A full fence: the connection's task checks for the notice before each wait that is not interrupted here.
        Interlocked.CompareExchange(ref _closeNotice, notice, null);
        transport.Interrupt();
        _receiver?.Interrupt();
    }

    private async Task RunAsync(bool isAsked, Action<Connection> ended, CancellationToken draining)
    {
        CloseNotice? notice = null;
        try
        {
            notice = await JoinAsync(isAsked, draining);
            try
            {
                // An idle connection waits here, in one task, without a buffer.
                while (notice is null)
                {
                    var more = false;
                    notice = _closeNotice is null && !await _receiver!.WaitAsync(options, transport.Interrupted)
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
                // Interrupted, after the notice was set.
                notice = _closeNotice;
            }

            notice = _outbound is { IsStalled: true } ? CloseNotice.Of(CloseReason.Stalled) : notice;
            await EndAsync(notice!);
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

            Session?.Ended();
            await transport.CloseAsync(events.Fault);
            events.Ended(notice!.Reason, transport.Door);
            ended(this);
        }
    }

    /// <summary>Runs the handshake, and the session until it enters a room, before the deadline; returns why the connection ends, or null.</summary>
    private async ValueTask<CloseNotice?> JoinAsync(bool isAsked, CancellationToken draining)
    {
        using var deadline = new CancellationTokenSource(options.NameTimeout, options.Time);
        await using var drained = draining.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline);
        try
        {
            var handshake = new Handshake(transport, spoken, rooms.Moderator, StartSending, options, events);
            var handshakeResult = await handshake.RunAsync(isAsked, deadline.Token, draining);
            if (handshakeResult.End is not null)
            {
                return handshakeResult.End;
            }

            StartSession(handshakeResult.Dialect!, handshakeResult.Name);
            var end = CloseNotice.Of(_receiver!.Accept(handshakeResult.Rest, options));
            while (end is null && !HasEntered())
            {
                end = CloseNotice.Of(await _receiver.WaitAsync(options, deadline.Token) ? _receiver.Receive(options, out _) : CloseReason.Lost);
            }

            // A session that joins and leaves within the same input has entered the room, too.
            HasEntered();
            return end;
        }
        catch (OperationCanceledException)
        {
            return draining.IsCancellationRequested ? CloseNotice.Of(CloseReason.Draining) : CloseNotice.NoNameInTime;
        }
    }

    private Mailbox StartSending(SessionDialect dialect)
    {
        _mailbox = new Mailbox(dialect);
        dialect.Greet(_mailbox, options.Identity);
        _outbound = dialect.CreateOutbound(transport, new Feed(_mailbox), pump.Queue, options);
        _outbound.Begin();
        return _mailbox;
    }

    private void StartSession(SessionDialect dialect, ReadOnlySpan<byte> name) =>
        _receiver = new Receiver(transport, dialect.Begin(rooms, _mailbox!, name, transport.RemoteAddress));

    /// <summary>True if the session is in a room; when it enters the first one, that is reported.</summary>
    private bool HasEntered()
    {
        if (Session!.TakeArrival() is { } reader)
        {
            // A peer that may be in several rooms reports each of them itself.
            if (!reader.Room.IsEmpty)
            {
                events.Entered((reader as Member)?.Name, reader is Member { IsPresent: true }, reader.Room, transport.RemoteAddress, transport.Door);
            }

            CloseWhenReplaced(reader);

            // A new ban closes the connections that it finds in rooms; this one may have entered just after that.
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

    /// <summary>Another connection of its session may take its place. A member without a session is never replaced.</summary>
    private void CloseWhenReplaced(Reader reader)
    {
        if (reader is Member { Session: not null } member)
        {
            // The other connection is in the middle of its entry, so this one ends after that.
            member.WhenReplaced = () => pump.Loop.Post(_ => Close(CloseNotice.Of(CloseReason.Replaced)), null);
            if (member.IsClosed)
            {
                Close(CloseNotice.Of(CloseReason.Replaced));
            }
        }
    }

    /// <summary>Leaves the room, and sends the last lines if the peer reads them in time.</summary>
    private async Task EndAsync(CloseNotice notice)
    {
        if (_receiver is not null)
        {
            await _receiver.SettleAsync();
        }

        Leave(notice);
        if (_outbound is null || notice.Reason is CloseReason.Lost or CloseReason.Stalled)
        {
            return;
        }

        _outbound.Feed.End();
        using var timeout = new CancellationTokenSource(options.FlushTimeout, options.Time);
        try
        {
            await _outbound.Finished.WaitAsync(timeout.Token);
            await transport.LingerAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            events.GaveUp(transport.RemoteAddress, transport.Door);
        }
    }

    private void Leave(CloseNotice notice)
    {
        var retryAfter = notice.RetryAfter(options.RetryAfter);
        if (Session is not { Reader: { } reader } session)
        {
            QueueFarewell(notice.Farewell, retryAfter);
            return;
        }

        session.Leave(notice, retryAfter);
        if (!reader.Room.IsEmpty)
        {
            events.Left((reader as Member)?.Name, reader.Room, notice.Reason, transport.Door);
        }
    }

    /// <summary>Queues the last line for a peer that is in no room.</summary>
    private void QueueFarewell(Refusal? farewell, TimeSpan? retryAfter)
    {
        if (retryAfter is { } delay)
        {
            _mailbox?.TryAdd(default, ServerLines.Retry(delay));
        }

        if (farewell is not null)
        {
            _mailbox?.TryAdd(default, ServerLines.Bye(farewell));
        }
    }
}
