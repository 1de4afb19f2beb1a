using System.Diagnostics.CodeAnalysis;
using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// Where a room begins for somebody: in it as a member, or outside it as a sender or a watcher. Each is told
/// where it stands. Guarded by the room's lock.
/// </summary>
internal sealed class Door(byte[] room, RoomLog log, Roster roster)
{
    /// <summary>Lets somebody say things, or says why not; it reads from a place on, null for the end.</summary>
    public Refusal? TryEnter(Newcomer newcomer, LogCursor? start, [NotNullWhen(true)] out Member? member)
    {
        var name = newcomer.IsNumbered ? roster.NextFree(newcomer.Name) : newcomer.Name;
        if (roster.Has(name))
        {
            member = null;
            return Refusal.NameTaken(name);
        }

        var reads = newcomer.IsMember ? log.AddReader(newcomer.Mailbox.Dialect) : log.Typed;
        member = new Member(room, name, newcomer.Mailbox, reads, start) { IsBot = newcomer.IsBot };
        if (newcomer.IsMember)
        {
            Enter(member, newcomer.Moves);
        }
        else
        {
            member.EndHere();
            Welcome(member, member.Place, log.LastId);
        }

        return null;
    }

    /// <summary>Lets somebody read the typed log from a place on; null for the end.</summary>
    public Reader Watch(LogCursor? start, Mailbox mailbox)
    {
        var reader = new Reader(room, mailbox, log.Typed, start ?? log.Typed.Head);
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

    private void Enter(Member member, bool moves)
    {
        roster.Add(member);

        // A program, and who comes from another room, is told where it stands before the first event; a person who
        // connects sees the order of the tutorial.
        var isProgram = member.Mailbox.Dialect == Dialect.Typed;
        var isToldFirst = isProgram || moves;
        if (isProgram)
        {
            Welcome(member, member.Start, log.LastId);
        }
        else if (moves)
        {
            member.Tell(ServerLines.Notice(log.Now(), $"You are in {Encoding.ASCII.GetString(room)} now."));
        }

        if (isToldFirst)
        {
            TellTopic(member, member.Start);
        }

        var joined = new ServerLine { Kind = ServerLineKind.Join, Room = room, Name = member.Name.Bytes };
        log.Append(ref joined);
        member.Enter(joined.Time);
        if (!isToldFirst)
        {
            Welcome(member, member.Place, joined.Id - 1);
            TellTopic(member, member.Place);
        }
    }

    private void TellTopic(Reader reader, LogCursor place)
    {
        if (log.Topic is { } topic)
        {
            reader.Tell(place, topic.In(room));
        }
    }

    private void Welcome(Member member, LogCursor place, long lastId) => member.Tell(place, new ServerLine
    {
        Kind = ServerLineKind.Welcome,
        Id = lastId,
        Time = log.Now(),
        Room = room,
        Name = member.Name.Bytes,
        Number = roster.Count,
    });
}
