using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Log.State;
using ChatRoom.Server.Rooms.Acts;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// Lets peers into a room: as members, or outside it as senders and watchers. Each is sent its position first. If another
/// connection still holds the session of a peer, that one is replaced at once: it is lost, although the network has not reported
/// it. Loop thread only.
/// </summary>
internal sealed class Admission(RoomSettings settings, RoomState state, RoomLog log, Members members)
{
    private byte[] _room = state.Room.Bytes.ToArray();

    /// <summary>Another spelling of the room's name, if nothing has happened there yet.</summary>
    public void Spell(Nickname room)
    {
        state.Spell(room);
        _room = state.Room.Bytes.ToArray();
    }

    /// <summary>A request as an act, with what this server knows of the session.</summary>
    public EnterAct ActOf(in JoinRequest joinRequest, long holder) => joinRequest.ToAct(holder, HolderOf(joinRequest.Session));

    /// <summary>Lets in a member or a sender, or refuses it.</summary>
    /// <param name="arrival">null: its connection is at another server.</param>
    public EntryResult Apply(in EnterAct act, Arrival? arrival)
    {
        // Pending leaves decide who is here, so they are written first.
        if (log.TryAppend() is { } notWritten)
        {
            return new EntryResult(notWritten, null);
        }

        var known = HolderOf(act.Session);
        var bans = settings.Moderator.Bans;
        var decision = Decide.Enter(state, bans, act, settings.SessionRetention, new Moment(bans.Now, log.AgeTime()));
        if (decision.Refusal is not null)
        {
            return new EntryResult(decision.Refusal, null);
        }

        // Nobody is sent its own leave: the replaced one ends before it, and this one begins after it.
        var (place, end) = (known?.Place, known?.Log.AppendedHead);
        var own = Math.Max(0, decision.Records.Length - 1);
        log.Add(decision.Records.AsSpan(0, own), more: 1);
        var lastId = log.AddedId;
        var entering = arrival is null ? null : Create(arrival, act, decision, known);
        if (log.TryAppend(decision.Records.AsSpan(own)) is { } refusal)
        {
            if (entering is not null)
            {
                End(entering);
            }

            return new EntryResult(refusal, null);
        }

        if (known is not null)
        {
            members.Remove(known);
            known.EndPresence();
            known.Close(ServerLines.Bye(Refusal.Replaced), place!.Value, end!.Value);
            log.RemoveReader(known);
        }

        if (entering is not null)
        {
            var seat = act.IsMember && state.Seats.TryFind(decision.Name, out var found) ? found : null;
            entering.Enter(seat, act.Session is { } session ? state.Sessions.Find(session) : null);
            members.Add(entering);
            Greet(entering, arrival!.JoinRequest, lastId, decision.TakesSeat);
        }

        known?.WhenReplaced?.Invoke();
        return new EntryResult(null, entering);
    }

    /// <summary>Adds a reader of the typed log.</summary>
    /// <param name="start">The event at which it begins to read; null: the next one.</param>
    public Reader Watch(long? start, Mailbox mailbox, bool asksLog)
    {
        var reader = new Reader(_room, mailbox, log.Typed, RoomLog.PlaceBefore(log.Typed, start));
        log.AddReader(reader);
        if (asksLog)
        {
            reader.Send(reader.Cursor, ServerLines.Log(_room, state.Identity));
        }

        var watching = new ServerLine
        {
            Kind = ServerLineKind.Watching,
            Id = log.LastId,
            Time = log.Now(),
            Room = _room,
            Number = reader.Cursor.NextId,
        };
        reader.Send(reader.Cursor, watching);
        SendTopic(reader, reader.Cursor);
        return reader;
    }

    /// <summary>Ends what a reader is sent. Returns how a member leaves; null: it is none, or has left already.</summary>
    /// <param name="why">Why it was removed; empty if it left by itself.</param>
    public LeaveAct? Leave(Reader reader, string why)
    {
        End(reader);
        if (reader is not Member member || !members.Remove(member))
        {
            return null;
        }

        var leaving = new LeaveAct(member.Speaker(member.Processed, settings.Moderator.Mutes), why, member.EndsSession);
        member.EndPresence();
        return leaving;
    }

    /// <summary>The others see a member leave. Its session, if it has one, is kept for its next connection.</summary>
    public void Apply(in LeaveAct act) =>
        Array.ForEach(Decide.Leave(state, act.Speaker, act.Why, act.EndsSession).Records, log.AppendAtLast);

    /// <summary>The connection of this server that has a session; null: there is none.</summary>
    private Member? HolderOf(SessionId? session) => session is { } id ? members.Find(state.Sessions.Find(id)?.Holder ?? 0) : null;

    /// <summary>Adds a connection to the readers, before the records by which it comes in. A sender is no reader.</summary>
    private Member Create(Arrival arrival, in EnterAct act, in EnterDecision decision, Member? known)
    {
        var joinRequest = arrival.JoinRequest;
        var reads = act.IsMember ? log.Open(joinRequest.Mailbox.Dialect) : log.Typed;
        var place = RoomLog.PlaceBefore(reads, arrival.Start);
        var member = new Member(_room, act.Holder, decision.Name, joinRequest.Mailbox, reads, place, joinRequest.ComesFrom)
        {
            IsBot = decision.TakesSeat ? state.Sessions.Find(act.Session!.Value)!.Seat!.IsBot : act.IsBot,
            AsksLog = joinRequest.AsksLog,
            Address = joinRequest.Address,
            Status = decision.TakesSeat ? known?.Status?.AfterTakeOver() : joinRequest.Status ?? joinRequest.ComesFrom?.Status,
        };
        if (!decision.TakesSeat || known is null)
        {
            member.ApplyMute(settings.Moderator.Mutes);
        }

        if (act.IsMember)
        {
            log.AddReader(member);
        }
        else
        {
            member.EndHere();
        }

        return member;
    }

    private void End(Reader reader)
    {
        reader.EndHere();
        log.RemoveReader(reader);
    }

    private void Greet(Member member, JoinRequest joinRequest, long lastId, bool takesSeat)
    {
        // A program, and a member that moves, is sent its position before the first event. For a person who connects, the
        // order is that of the tutorial.
        var moves = joinRequest.ComesFrom is not null;
        var isPositionFirst = takesSeat || member.Mailbox.Dialect.IsSentPositionFirst;
        var place = joinRequest.IsMember && (isPositionFirst || moves) ? member.Cursor : member.Place;
        if (isPositionFirst || !moves)
        {
            Welcome(member, place, lastId);
        }
        else
        {
            member.Send(place, ServerLines.Notice(log.Now(), $"You are in {state.Room} now."));
        }

        if (joinRequest.IsMember)
        {
            SendTopic(member, place);
        }

        if (joinRequest.IsMember && !moves && !joinRequest.IsResumed && !takesSeat && member.Mailbox.Dialect.IsSentMessageOfTheDay)
        {
            settings.Motd.SendTo(member, place, log.Now());
        }
    }

    private void SendTopic(Reader reader, LogCursor place)
    {
        if (state.Topic is { } topic)
        {
            reader.Send(place, topic.ToLine(_room));
        }
    }

    private void Welcome(Member member, LogCursor place, long lastId)
    {
        if (member.AsksLog)
        {
            member.Send(place, ServerLines.Log(_room, state.Identity));
        }

        if (member.Session is { } session)
        {
            member.SendRaw(place, SessionLines.Encode(member.Mailbox.Dialect, session));
        }

        member.Send(place, new ServerLine
        {
            Kind = ServerLineKind.Welcome,
            Id = lastId,
            Time = log.Now(),
            Room = _room,
            Name = member.Name.Bytes,
            Number = state.Seats.Count,
        });
    }
}
