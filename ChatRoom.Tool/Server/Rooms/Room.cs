using System.Diagnostics.CodeAnalysis;
using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// One room: who is in it and the log of what happens there. Knows no socket: readers follow the log by
/// cursor and empty their mailboxes, and <c>changed</c> is called, outside the lock, when there is more.
/// </summary>
internal sealed class Room
{
    private readonly Lock _gate = new();
    private readonly byte[] _name;
    private readonly Action _changed;
    private readonly RoomLog _log;
    private readonly Roster _roster = new();
    private readonly Door _door;

    public Room(string name, TimeProvider time, long windowBytes, Action changed)
    {
        _name = Encoding.ASCII.GetBytes(name);
        _changed = changed;
        _log = new RoomLog(time, windowBytes);
        _door = new Door(_name, _log, _roster);
    }

    public ReadOnlySpan<byte> Name => _name;

    /// <summary>What it is about; null where nobody said.</summary>
    public Topic? Topic => _log.Topic;

    public override string ToString() => Encoding.ASCII.GetString(_name);

    /// <summary>Lets somebody in who cannot be asked for another name: under the next free one.</summary>
    public Member JoinNumbered(Nickname wanted, Mailbox mailbox)
    {
        _ = TryEnter(new Newcomer(wanted, mailbox, IsNumbered: true), out var member);
        return member!;
    }

    /// <summary>Lets somebody in, or lets it send from outside, or says why not.</summary>
    public Refusal? TryEnter(Newcomer newcomer, [NotNullWhen(true)] out Member? member)
    {
        var start = FindStart(newcomer.Since);
        Refusal? refusal;
        lock (_gate)
        {
            refusal = _door.TryEnter(newcomer, start, out member);
        }

        _changed();
        return refusal;
    }

    /// <summary>Lets somebody read who is not in the room, in the typed dialect.</summary>
    public Reader Watch(Since since, Mailbox mailbox)
    {
        var start = FindStart(since);
        Reader reader;
        lock (_gate)
        {
            reader = _door.Watch(start, mailbox);
        }

        _changed();
        return reader;
    }

    /// <summary>Ends what somebody is shown; everybody else is told where it was a member.</summary>
    public void Leave(Reader reader)
    {
        lock (_gate)
        {
            reader.EndHere();
            if (reader is Member member && member.TryLeave())
            {
                _roster.Remove(member);
                _log.RemoveReader(member.Mailbox.Dialect);
                var left = new ServerLine { Kind = ServerLineKind.Leave, Name = member.Name.Bytes };
                Append(ref left);
            }
        }

        _changed();
    }

    /// <summary>Says a last sentence to a reader, with which everything for it ends; others are not told.</summary>
    public void Dismiss(Reader reader, Refusal farewell)
    {
        lock (_gate)
        {
            reader.Tell(ServerLines.Bye(farewell));
            reader.EndHere();
        }

        _changed();
    }

    /// <summary>Says a text to everybody.</summary>
    public CommandResult Say(Member member, ChatText text) => Publish(ServerLineKind.Message, member, text);

    /// <summary>Tells everybody what the member does.</summary>
    public CommandResult Act(Member member, ChatText text) => Publish(ServerLineKind.Action, member, text);

    /// <summary>Tells everybody what the room is about; an empty text takes the topic away.</summary>
    public CommandResult SetTopic(Member member, ChatText text) => Publish(ServerLineKind.Topic, member, text);

    /// <summary>Says texts to everybody, with nothing between them: all or none. They must be filtered.</summary>
    public CommandResult SayTogether(Member member, IReadOnlyList<byte[]> texts)
    {
        long lastId = 0;
        lock (_gate)
        {
            if (IsImitation(member))
            {
                return CommandResult.Unless(Refusal.NameTaken(member.Name));
            }

            foreach (var text in texts)
            {
                lastId = Append(ServerLineKind.Message, member, text);
            }
        }

        _changed();
        return CommandResult.Became(lastId);
    }

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

        _changed();
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

            var line = ServerLines.Private(_log.Now(), _name, from, receiver, text);
            if (!receiver.Mailbox.TryAdd(receiver.Log.Head, line))
            {
                return Refusal.ReceiverNotReading(receiver.Name);
            }

            if (receiver != from)
            {
                from.Tell(line);
            }
        }

        _changed();
        return null;
    }

    /// <summary>Tells one reader a sentence of the server's.</summary>
    public void Notify(Reader reader, string sentence)
    {
        lock (_gate)
        {
            reader.Tell(ServerLines.Notice(_log.Now(), sentence));
        }

        _changed();
    }

    /// <summary>Tells one reader why its line was refused; the line's number is 0 where it has none.</summary>
    public void Refuse(Reader reader, Refusal refusal, long number)
    {
        reader.Tell(ServerLines.Error(refusal, number));
        _changed();
    }

    /// <summary>Answers a reader's ping.</summary>
    public void Pong(Reader reader, ChatText token)
    {
        reader.Tell(new ServerLine { Kind = ServerLineKind.Pong, Text = token.Bytes });
        _changed();
    }

    /// <summary>Acknowledges the peer's lines up to <paramref name="number"/>, behind the event that came of the last.</summary>
    public void Acknowledge(Reader reader, long number, long id)
    {
        reader.Mailbox.Acknowledge(reader.Place, number, id);
        _changed();
    }

    /// <summary>Tells one reader again what was said last.</summary>
    public void TellHistory(Reader reader, int count)
    {
        var answer = History.Spell(reader.Mailbox.Dialect, _log.Typed, count, Now());
        reader.TellRaw(reader.Place, answer);
        _changed();
    }

    /// <summary>All who are here, in the order of coming.</summary>
    public IReadOnlyCollection<Presence> Present()
    {
        lock (_gate)
        {
            return _roster.Present();
        }
    }

    /// <summary>Tells a program who is here, be it a reader already or not.</summary>
    public void TellPresent(Mailbox mailbox, Reader? reader)
    {
        Presence[] present;
        LogCursor place;
        lock (_gate)
        {
            // Before the first coming or going that the answer does not know of.
            present = _roster.Present();
            place = reader?.Place ?? default;
        }

        var answer = Presence.Spell(mailbox.Dialect, _name, present);
        if (reader is null)
        {
            mailbox.TryAddRaw(place, answer);
        }
        else
        {
            reader.TellRaw(place, answer);
        }

        _changed();
    }

    /// <summary>Whether this is a sender from outside under a name that somebody present has taken since.</summary>
    private bool IsImitation(Member member) => !member.IsPresent && _roster.Has(member.Name);

    private CommandResult Publish(ServerLineKind kind, Member member, ChatText text)
    {
        long id;
        lock (_gate)
        {
            if (IsImitation(member))
            {
                return CommandResult.Unless(Refusal.NameTaken(member.Name));
            }

            id = Append(kind, member, text.Bytes);
        }

        _changed();
        return CommandResult.Became(id);
    }

    private long Append(ServerLineKind kind, Member member, ReadOnlySpan<byte> text)
    {
        var line = new ServerLine { Kind = kind, Name = member.Name.Bytes, Text = text, IsBot = member.IsBot };
        Append(ref line);
        return line.Id;
    }

    private void Append(ref ServerLine line)
    {
        line.Room = _name;
        _log.Append(ref line);
    }

    /// <summary>Outside the lock, because a search through much history must delay nobody.</summary>
    private LogCursor? FindStart(Since since) => since == Since.Now ? null : LogSearch.Find(_log.Typed, since, Now());

    private long Now()
    {
        lock (_gate)
        {
            return _log.Now();
        }
    }
}
