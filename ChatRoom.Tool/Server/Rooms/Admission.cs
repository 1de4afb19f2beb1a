using System.Diagnostics.CodeAnalysis;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// Lets peers into a room: as members, or outside it as senders and watchers. Each is sent its position first.
/// Loop thread only.
/// </summary>
internal sealed class Admission(byte[] room, string identity, RoomLog log, Roster roster, NameRules names, Bans mutes, MessageOfTheDay motd)
{
    /// <summary>Lets in a member or a sender; returns why not, or null.</summary>
    /// <param name="start">The event at which it begins to read; null: the next one.</param>
    /// <param name="session">The session of its client; null: it has none.</param>
    public Refusal? TryEnter(
        JoinRequest joinRequest, long? start, SessionProgress? session, [NotNullWhen(true)] out Member? member)
    {
        member = null;
        var name = joinRequest.IsNumbered ? names.NextFree(joinRequest.Name) : joinRequest.Name;
        if (names.WhyNot(name) is { } whyNotNamed)
        {
            return whyNotNamed;
        }

        var reads = joinRequest.IsMember ? log.Open(joinRequest.Mailbox.Dialect) : log.Typed;
        var entering = new Member(room, name, joinRequest.Mailbox, reads, RoomLog.PlaceBefore(reads, start), session, joinRequest.ComesFrom)
        {
            IsBot = joinRequest.IsBot,
            AsksLog = joinRequest.AsksLog,
            Address = joinRequest.Address,
            Status = joinRequest.ComesFrom?.Status,
        };
        entering.ApplyMute(mutes);
        if (!joinRequest.IsMember)
        {
            if (log.TryMark(StampOf(entering)) is { } whyNot)
            {
                return whyNot;
            }

            entering.EndHere();
            Welcome(entering, entering.Place, log.LastId);
        }
        else
        {
            log.AddReader(entering);
            if (Enter(entering, joinRequest) is { } refusal)
            {
                entering.EndHere();
                log.RemoveReader(entering);
                return refusal;
            }
        }

        member = entering;
        return null;
    }

    /// <summary>Lets in another connection of the same client in the place of a member: the others see no difference.</summary>
    public Member TakeOver(JoinRequest joinRequest, long? start, Member replaced)
    {
        var reads = log.Open(joinRequest.Mailbox.Dialect);
        var member = new Member(room, replaced.Name, joinRequest.Mailbox, reads, RoomLog.PlaceBefore(reads, start), replaced.Session)
        {
            IsBot = replaced.IsBot,
            AsksLog = joinRequest.AsksLog,
            Address = joinRequest.Address,
            Status = replaced.Status?.AfterTakeOver(),
        };
        log.AddReader(member);
        roster.Replace(replaced, member);
        member.Enter(replaced.Since);
        replaced.TryEndPresence();
        log.RemoveReader(replaced);
        Welcome(member, member.Start, log.LastId);
        SendTopic(member, member.Start);
        return member;
    }

    /// <summary>Adds a reader of the typed log.</summary>
    /// <param name="start">The event at which it begins to read; null: the next one.</param>
    public Reader Watch(long? start, Mailbox mailbox, bool asksLog)
    {
        var reader = new Reader(room, mailbox, log.Typed, RoomLog.PlaceBefore(log.Typed, start));
        log.AddReader(reader);
        if (asksLog)
        {
            reader.Send(reader.Start, ServerLines.Log(room, identity));
        }

        var watching = new ServerLine
        {
            Kind = ServerLineKind.Watching,
            Id = log.LastId,
            Time = log.Now(),
            Room = room,
            Number = reader.Start.NextId,
        };
        reader.Send(reader.Start, watching);
        SendTopic(reader, reader.Start);
        return reader;
    }

    /// <summary>Ends what a reader is sent. If it was a member, the others see it leave.</summary>
    /// <param name="why">Why it was removed; empty if it left by itself.</param>
    public void Leave(Reader reader, string why)
    {
        reader.EndHere();
        log.RemoveReader(reader);
        if (reader is Member member && member.TryEndPresence())
        {
            roster.Remove(member);
            log.AppendLeave(room, member.Name, why);
        }
    }

    private Refusal? Enter(Member member, JoinRequest joinRequest)
    {
        var moves = joinRequest.ComesFrom is not null;
        var lastId = log.LastId;
        var joined = new ServerLine { Kind = ServerLineKind.Join, Room = room, Name = member.Name.Bytes };
        if (log.TryAppend(ref joined, StampOf(member)) is { } refusal)
        {
            return refusal;
        }

        roster.Add(member);
        member.Enter(joined.Time);

        // A program, and a member that moves, is sent its position before the first event. For a person who connects, the
        // order is that of the tutorial.
        var isPositionFirst = member.Mailbox.Dialect.IsSentPositionFirst;
        var place = isPositionFirst || moves ? member.Start : member.Place;
        if (isPositionFirst || !moves)
        {
            Welcome(member, place, lastId);
        }
        else
        {
            member.Send(place, ServerLines.Notice(log.Now(), $"You are in {Encoding.ASCII.GetString(room)} now."));
        }

        SendTopic(member, place);
        if (!moves && !joinRequest.IsResumed)
        {
            motd.SendTo(member, place, log.Now());
        }

        return null;
    }

    /// <summary>The stamp that records a session in the log, before its client is sent that the session is known.</summary>
    private static Stamp StampOf(Member member) => new(member.Session, member.Session?.LastNumber ?? 0);

    private void SendTopic(Reader reader, LogCursor place)
    {
        if (log.Topic is { } topic)
        {
            reader.Send(place, topic.ToLine(room));
        }
    }

    private void Welcome(Member member, LogCursor place, long lastId)
    {
        if (member.AsksLog)
        {
            member.Send(place, ServerLines.Log(room, identity));
        }

        if (member.Session is { } session)
        {
            member.SendRaw(place, session.Encode(member.Mailbox.Dialect));
        }

        member.Send(place, new ServerLine
        {
            Kind = ServerLineKind.Welcome,
            Id = lastId,
            Time = log.Now(),
            Room = room,
            Name = member.Name.Bytes,
            Number = roster.Count,
        });
    }
}
