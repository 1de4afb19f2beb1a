using System.Diagnostics.CodeAnalysis;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// Where a room begins for somebody: in it as a member, or outside it as a sender or a watcher. Each is told
/// where it stands. Guarded by the room's lock.
/// </summary>
internal sealed class Admission(byte[] room, string identity, RoomLog log, Roster roster, NameRules names, Bans mutes, MessageOfTheDay? motd)
{
    /// <summary>Lets somebody say things, or says why not.</summary>
    /// <param name="joinRequest">Who asks, and as what.</param>
    /// <param name="start">Where it begins to read; null for the end.</param>
    /// <param name="session">What it goes on with; null for nothing.</param>
    /// <param name="member">What it is in the room.</param>
    public Refusal? TryEnter(
        JoinRequest joinRequest, LogCursor? start, SessionProgress? session, [NotNullWhen(true)] out Member? member)
    {
        member = null;
        var name = joinRequest.IsNumbered ? names.NextFree(joinRequest.Name) : joinRequest.Name;
        if (names.WhyNot(name) is { } whyNotNamed)
        {
            return whyNotNamed;
        }

        var reads = joinRequest.IsMember ? log.AddReader(joinRequest.Mailbox.Dialect) : log.Typed;
        var entering = new Member(room, name, joinRequest.Mailbox, reads, start, session, joinRequest.ComesFrom)
        {
            IsBot = joinRequest.IsBot,
            AsksLog = joinRequest.AsksLog,
            Address = joinRequest.Address,
            MemberStatus = joinRequest.ComesFrom?.MemberStatus,
        };
        entering.Mute(mutes);
        if (!joinRequest.IsMember)
        {
            if (log.TryMark(StampOf(entering)) is { } whyNot)
            {
                return whyNot;
            }

            entering.EndHere();
            Welcome(entering, entering.Place, log.LastId);
        }
        else if (Enter(entering, joinRequest) is { } refusal)
        {
            log.RemoveReader(joinRequest.Mailbox.Dialect);
            return refusal;
        }

        member = entering;
        return null;
    }

    /// <summary>Lets a member's own peer in again in its place: nobody sees a difference.</summary>
    public Member TakeOver(JoinRequest joinRequest, LogCursor? start, Member place)
    {
        var reads = log.AddReader(joinRequest.Mailbox.Dialect);
        var member = new Member(room, place.Name, joinRequest.Mailbox, reads, start, place.Session)
        {
            IsBot = place.IsBot,
            AsksLog = joinRequest.AsksLog,
            Address = joinRequest.Address,
            MemberStatus = place.MemberStatus?.OverAnotherConnection(),
        };
        roster.Replace(place, member);
        member.Enter(place.Since);
        place.TryLeave();
        log.RemoveReader(place.Mailbox.Dialect);
        Welcome(member, member.Start, log.LastId);
        TellTopic(member, member.Start);
        return member;
    }

    /// <summary>Lets somebody read the typed log from a place on; null for the end.</summary>
    public Reader Watch(LogCursor? start, Mailbox mailbox, bool asksLog)
    {
        var reader = new Reader(room, mailbox, log.Typed, start ?? log.Typed.Head);
        if (asksLog)
        {
            reader.Tell(reader.Start, ServerLines.Log(room, identity));
        }

        var watching = new ServerLine
        {
            Kind = ServerLineKind.Watching,
            Id = log.LastId,
            Time = log.Now(),
            Room = room,
            Number = reader.Start.NextId,
        };
        reader.Tell(reader.Start, watching);
        TellTopic(reader, reader.Start);
        return reader;
    }

    /// <summary>Ends what somebody is shown; everybody else is told where it was a member, and why where others made it go.</summary>
    public void Leave(Reader reader, string why)
    {
        reader.EndHere();
        if (reader is Member member && member.TryLeave())
        {
            roster.Remove(member);
            log.RemoveReader(member.Mailbox.Dialect);
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

        // A program, and who comes from another room, is told where it stands before the first event; a person who
        // connects sees the order of the tutorial.
        var isProgram = member.Mailbox.Dialect == Dialect.Typed;
        var place = isProgram || moves ? member.Start : member.Place;
        if (isProgram || !moves)
        {
            Welcome(member, place, lastId);
        }
        else
        {
            member.Tell(place, ServerLines.Notice(log.Now(), $"You are in {Encoding.ASCII.GetString(room)} now."));
        }

        TellTopic(member, place);
        if (!moves && !joinRequest.IsResumed)
        {
            motd?.Tell(member, place, log.Now());
        }

        return null;
    }

    /// <summary>That the session is known from here on, before its peer is told so.</summary>
    private static Stamp StampOf(Member member) => new(member.Session, member.Session?.LastNumber ?? 0);

    private void TellTopic(Reader reader, LogCursor place)
    {
        if (log.Topic is { } topic)
        {
            reader.Tell(place, topic.In(room));
        }
    }

    private void Welcome(Member member, LogCursor place, long lastId)
    {
        if (member.AsksLog)
        {
            member.Tell(place, ServerLines.Log(room, identity));
        }

        if (member.Session is { } session)
        {
            member.TellRaw(place, session.Spell());
        }

        member.Tell(place, new ServerLine
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
