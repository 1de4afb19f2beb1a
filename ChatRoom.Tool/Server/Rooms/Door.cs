using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// Where a room begins for somebody: in it as a member, or outside it as a sender or a watcher. Each is told
/// where it stands. Guarded by the room's lock.
/// </summary>
internal sealed class Door(byte[] room, RoomLog log, Roster roster)
{
    /// <summary>Lets somebody say things, or says why not.</summary>
    public Refusal? TryEnter(Newcomer newcomer, [NotNullWhen(true)] out Member? member)
    {
        var name = newcomer.IsNumbered ? roster.NextFree(newcomer.Name) : newcomer.Name;
        if (roster.Has(name))
        {
            member = null;
            return Refusal.NameTaken(name);
        }

        var reads = newcomer.IsMember ? log.AddReader(newcomer.Mailbox.Dialect) : log.Typed;
        member = new Member(room, name, newcomer.Mailbox, reads) { IsBot = newcomer.IsBot };
        if (newcomer.IsMember)
        {
            Enter(member);
        }
        else
        {
            member.EndHere();
            Welcome(member, log.LastId);
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
        return reader;
    }

    private void Enter(Member member)
    {
        roster.Add(member);

        // A program is told where it stands before the first event; a person sees the order of the tutorial.
        var isProgram = member.Mailbox.Dialect == Dialect.Typed;
        var lastId = log.LastId;
        if (isProgram)
        {
            Welcome(member, lastId);
        }

        var joined = new ServerLine { Kind = ServerLineKind.Join, Room = room, Name = member.Name.Bytes };
        log.Append(ref joined);
        member.Enter(joined.Time);
        if (!isProgram)
        {
            Welcome(member, lastId);
        }
    }

    private void Welcome(Member member, long lastId) => member.Tell(new ServerLine
    {
        Kind = ServerLineKind.Welcome,
        Id = lastId,
        Time = log.Now(),
        Room = room,
        Name = member.Name.Bytes,
        Number = roster.Count,
    });
}
