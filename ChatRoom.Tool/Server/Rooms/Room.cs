using System.Diagnostics.CodeAnalysis;
using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// One room: who is in it and the log of what happens there. Knows no socket: readers follow the log by
/// cursor and empty their mailboxes, and <c>changed</c> is called, outside the lock, when there is more.
/// </summary>
internal sealed class Room(string name, TimeProvider time, long windowBytes, Action changed)
{
    private readonly Lock _gate = new();
    private readonly byte[] _name = Encoding.ASCII.GetBytes(name);
    private readonly RoomLog _log = new(time, windowBytes);
    private readonly Roster _roster = new();

    public ReadOnlySpan<byte> Name => _name;

    /// <summary>Lets somebody in under that very name, or says why not.</summary>
    public Refusal? TryJoin(Nickname wanted, Mailbox mailbox, [NotNullWhen(true)] out Member? member)
    {
        lock (_gate)
        {
            if (_roster.Has(wanted))
            {
                member = null;
                return Refusal.NameTaken(wanted);
            }

            member = Enter(wanted, mailbox);
        }

        changed();
        return null;
    }

    /// <summary>Lets somebody in who cannot be asked for another name: under the next free one.</summary>
    public Member JoinNumbered(Nickname wanted, Mailbox mailbox)
    {
        Member member;
        lock (_gate)
        {
            member = Enter(_roster.NextFree(wanted), mailbox);
        }

        changed();
        return member;
    }

    /// <summary>Takes a member out and tells everybody else. What it may still read ends before that.</summary>
    public void Leave(Member member)
    {
        lock (_gate)
        {
            if (!member.TryLeave())
            {
                return;
            }

            _roster.Remove(member);
            _log.RemoveReader(member.Mailbox.Dialect);
            var left = new ServerLine { Kind = ServerLineKind.Leave, Name = member.Name.Bytes };
            Append(ref left);
        }

        changed();
    }

    /// <summary>Says a last sentence to a member, with which everything for it ends; others are not told.</summary>
    public void Dismiss(Member member, Refusal farewell)
    {
        lock (_gate)
        {
            Tell(member, ServerLines.Bye(farewell));
            member.EndHere();
        }

        changed();
    }

    /// <summary>Says a text to everybody; returns the event's id.</summary>
    public long Say(Member member, ChatText text) => Publish(ServerLineKind.Message, member, text);

    /// <summary>Tells everybody what the member does; returns the event's id.</summary>
    public long Act(Member member, ChatText text) => Publish(ServerLineKind.Action, member, text);

    /// <summary>Gives a member another name, or says why not.</summary>
    public Refusal? Rename(Member member, Nickname wanted)
    {
        lock (_gate)
        {
            if (_roster.TryFind(wanted, out var holder) && holder != member)
            {
                return Refusal.NameTaken(wanted);
            }

            if (member.Name.ToString() == wanted.ToString())
            {
                return null;
            }

            var previous = member.Name;
            _roster.Rename(member, wanted);
            var renamed = new ServerLine { Kind = ServerLineKind.Rename, Name = wanted.Bytes, Other = previous.Bytes };
            Append(ref renamed);
        }

        changed();
        return null;
    }

    /// <summary>Says a text to one other member; the sender sees it too.</summary>
    public Refusal? Whisper(Member from, Nickname to, ChatText text)
    {
        lock (_gate)
        {
            if (!_roster.TryFind(to, out var receiver))
            {
                return Refusal.NobodyNamed(to.ToString());
            }

            var line = new ServerLine
            {
                Kind = ServerLineKind.Private,
                Time = _log.Now(),
                Room = _name,
                Name = from.Name.Bytes,
                Other = receiver.Name.Bytes,
                Text = text.Bytes,
            };
            if (!receiver.Mailbox.TryAdd(receiver.Log.Head, line))
            {
                return Refusal.ReceiverNotReading(receiver.Name);
            }

            if (receiver != from)
            {
                Tell(from, line);
            }
        }

        changed();
        return null;
    }

    /// <summary>Tells one member a sentence of the server's.</summary>
    public void Notify(Member member, string sentence)
    {
        lock (_gate)
        {
            Tell(member, new ServerLine { Kind = ServerLineKind.Notice, Time = _log.Now(), Text = Encoding.UTF8.GetBytes(sentence) });
        }

        changed();
    }

    /// <summary>Tells one member why its line was refused; the line's number is 0 where it has none.</summary>
    public void Refuse(Member member, Refusal refusal, long number)
    {
        Tell(member, ServerLines.Error(refusal, number));
        changed();
    }

    /// <summary>Answers a member's ping.</summary>
    public void Pong(Member member, ChatText token)
    {
        Tell(member, new ServerLine { Kind = ServerLineKind.Pong, Text = token.Bytes });
        changed();
    }

    /// <summary>Acknowledges the member's lines up to <paramref name="number"/>, behind the event that came of the last.</summary>
    public void Acknowledge(Member member, long number, long id)
    {
        member.Mailbox.Acknowledge(member.Log.Head, number, id);
        changed();
    }

    /// <summary>The names of all who are here, in the order of coming.</summary>
    public IReadOnlyList<Nickname> Names()
    {
        lock (_gate)
        {
            return [.. _roster.Members.Select(member => member.Name)];
        }
    }

    private Member Enter(Nickname wanted, Mailbox mailbox)
    {
        var member = new Member(_name, wanted, mailbox, _log.AddReader(mailbox.Dialect));
        _roster.Add(member);
        var welcome = new ServerLine
        {
            Kind = ServerLineKind.Welcome,
            Id = _log.LastId,
            Time = _log.Now(),
            Room = _name,
            Name = wanted.Bytes,
            Number = _roster.Count,
        };

        // A program is told where it stands before the first event; a person sees the order of the tutorial.
        if (mailbox.Dialect == Dialect.Typed)
        {
            Tell(member, welcome);
        }

        var joined = new ServerLine { Kind = ServerLineKind.Join, Name = wanted.Bytes };
        Append(ref joined);
        if (mailbox.Dialect != Dialect.Typed)
        {
            Tell(member, welcome);
        }

        return member;
    }

    private long Publish(ServerLineKind kind, Member member, ChatText text)
    {
        ServerLine line;
        lock (_gate)
        {
            line = new ServerLine { Kind = kind, Name = member.Name.Bytes, Text = text.Bytes };
            Append(ref line);
        }

        changed();
        return line.Id;
    }

    private void Append(ref ServerLine line)
    {
        line.Room = _name;
        _log.Append(ref line);
    }

    private static void Tell(Member member, in ServerLine line)
    {
        if (!member.Mailbox.TryAdd(member.Log.Head, line))
        {
            member.Overflowed = true;
        }
    }
}
