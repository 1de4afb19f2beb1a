using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Log.State;
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
    private readonly byte[] _room = state.Room.Bytes.ToArray();
    private long _lastHolder;

    /// <summary>Lets in a member or a sender; returns why not, or null.</summary>
    /// <param name="start">The event at which it begins to read; null: the next one.</param>
    /// <param name="replaced">The member that was replaced, or null. It was sent why; its connection must be closed.</param>
    public Refusal? TryEnter(JoinRequest joinRequest, long? start, out Member? member, out Member? replaced)
    {
        (member, replaced) = (null, null);

        // Pending leaves decide who is here, so they are written first.
        if (log.TryAppend() is { } notWritten)
        {
            return notWritten;
        }

        var bans = settings.Moderator.Bans;
        var holder = ++_lastHolder;
        var known = joinRequest.Session is { } id ? members.Find(state.Sessions.Find(id)?.Holder ?? 0) : null;
        var act = joinRequest.ToAct(holder, known);
        var decision = Decide.Enter(state, bans, act, settings.SessionRetention, new Moment(bans.Now, log.AgeTime()));
        if (decision.Refusal is not null)
        {
            return decision.Refusal;
        }

        // Nobody is sent its own leave: the replaced one ends before it, and this one begins after it.
        var (place, end) = (known?.Place, known?.Log.AppendedHead);
        var own = Math.Max(0, decision.Records.Length - 1);
        log.Add(decision.Records.AsSpan(0, own), more: 1);
        var lastId = log.AddedId;
        var entering = Create(joinRequest, start, holder, decision, known);
        if (log.TryAppend(decision.Records.AsSpan(own)) is { } refusal)
        {
            End(entering);
            return refusal;
        }

        if (known is not null)
        {
            replaced = known;
            members.Remove(known);
            known.EndPresence();
            known.Close(ServerLines.Bye(Refusal.Replaced), place!.Value, end!.Value);
            log.RemoveReader(known);
        }

        var seat = joinRequest.IsMember && state.Seats.TryFind(decision.Name, out var found) ? found : null;
        entering.Enter(seat, joinRequest.Session is { } session ? state.Sessions.Find(session) : null);
        members.Add(entering);
        Greet(entering, joinRequest, lastId, decision.TakesSeat);
        member = entering;
        return null;
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

    /// <summary>Ends what a reader is sent. If it was a member, the others see it leave. Its session, if it has one, is kept for its next connection.</summary>
    /// <param name="why">Why it was removed; empty if it left by itself.</param>
    public void Leave(Reader reader, string why)
    {
        End(reader);
        if (reader is not Member member || !members.Remove(member))
        {
            return;
        }

        var leaving = Decide.Leave(state, member.Speaker(member.Processed, settings.Moderator.Mutes), why, member.EndsSession);
        member.EndPresence();
        Array.ForEach(leaving.Records, log.AppendAtLast);
    }

    /// <summary>Adds a connection to the readers, before the records by which it comes in. A sender is no reader.</summary>
    private Member Create(JoinRequest joinRequest, long? start, long holder, in EnterDecision decision, Member? known)
    {
        var mutes = settings.Moderator.Mutes;
        var reads = joinRequest.IsMember ? log.Open(joinRequest.Mailbox.Dialect) : log.Typed;
        var place = RoomLog.PlaceBefore(reads, start);
        var member = new Member(_room, holder, decision.Name, joinRequest.Mailbox, reads, place, joinRequest.ComesFrom)
        {
            IsBot = decision.TakesSeat ? known!.IsBot : joinRequest.IsBot,
            AsksLog = joinRequest.AsksLog,
            Address = joinRequest.Address,
            Status = decision.TakesSeat ? known!.Status?.AfterTakeOver() : joinRequest.ComesFrom?.Status,
        };
        if (!decision.TakesSeat)
        {
            member.ApplyMute(mutes);
        }

        if (joinRequest.IsMember)
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

        if (joinRequest.IsMember && !moves && !joinRequest.IsResumed && !takesSeat)
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
