using System.Diagnostics.CodeAnalysis;
using System.Text;
using ChatRoom.Native;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Log;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.State;

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
    private readonly SessionTable _sessions;
    private readonly Admission _admission;
    private readonly SessionAdmission _sessionAdmission;
    private readonly Speaking _speaking;
    private readonly RoomQueries _roomQueries;
    private readonly DurableAcks? _durableAcks;

    /// <param name="sessionsFor">How long a client that lost its connection may stay away; null for a day.</param>
    /// <param name="store">Its log on disk; null where nothing is kept there.</param>
    /// <param name="logPolicy">How that is kept; null where it is not.</param>
    /// <param name="bans">Which names may not be had; null for none.</param>
    /// <param name="motd">What whoever comes in is told; null for nothing.</param>
    /// <param name="mutes">Who may say nothing; null for nobody.</param>
    public Room(
        string name,
        TimeProvider time,
        long windowBytes,
        Action changed,
        TimeSpan? sessionsFor = null,
        RoomStore? store = null,
        LogPolicy? logPolicy = null,
        Bans? bans = null,
        MessageOfTheDay? motd = null,
        Bans? mutes = null)
    {
        mutes ??= new Bans(time);
        _name = Encoding.ASCII.GetBytes(name);
        _changed = changed;
        var identity = store?.Identity ?? RandomHex.New(16);
        _log = new RoomLog(time, windowBytes, store is null ? null : new Journal(store, logPolicy!));
        _sessions = new SessionTable(sessionsFor ?? TimeSpan.FromDays(1));
        _sessions.Restore(store);
        _durableAcks = store is null ? null : new DurableAcks(store, logPolicy!);
        var names = new NameRules(_roster, bans ?? new Bans(time));
        _admission = new Admission(_name, identity, _log, _roster, names, mutes, motd);
        _sessionAdmission = new SessionAdmission(_admission, _sessions, _log, names, TryMakeSafe);
        _speaking = new Speaking(_name, _log, _roster, names, mutes);
        _roomQueries = new RoomQueries(_gate, _name, identity, _log, _roster, changed);
        Use = new RoomUse(_gate, _log);
        Moderation = new RoomModeration(_gate, _name, _log, _roster, changed);
    }

    public ReadOnlySpan<byte> Name => _name;

    /// <summary>What it is about; null where nobody said.</summary>
    public Topic? Topic => _log.Topic;

    public RoomUse Use { get; }
    /// <summary>What operators do here.</summary>
    public RoomModeration Moderation { get; }

    public override string ToString() => Encoding.ASCII.GetString(_name);

    /// <summary>Lets somebody in, or lets it send from outside, or says why not.</summary>
    public Refusal? TryEnter(JoinRequest joinRequest, [NotNullWhen(true)] out Member? member)
    {
        // Outside the lock, under which next to nothing is left to be waited for.
        _ = joinRequest.Session is null || TryMakeSafe();
        var start = _roomQueries.FindStart(joinRequest.Since, joinRequest.Log);
        Refusal? refusal;
        Member? ghost = null;
        lock (_gate)
        {
            refusal = joinRequest.Session is { } session
                ? _sessionAdmission.TryEnter(joinRequest, start, session, out member, out ghost)
                : _admission.TryEnter(joinRequest, start, session: null, out member);
        }

        ghost?.TellReplaced();
        _changed();
        return refusal;
    }

    /// <summary>Lets somebody read who is not in the room, in the typed dialect.</summary>
    /// <param name="since">Where it begins.</param>
    /// <param name="mailbox">What it is told alone.</param>
    /// <param name="asksLog">It wants to be told which log this is.</param>
    /// <param name="knownLog">The log to which its place belongs; empty where it knows of none.</param>
    public Reader Watch(Since since, Mailbox mailbox, bool asksLog = false, string knownLog = "")
    {
        var start = _roomQueries.FindStart(since, knownLog);
        Reader reader;
        lock (_gate)
        {
            reader = _admission.Watch(start, mailbox, asksLog);
        }

        _changed();
        return reader;
    }

    /// <summary>Ends what somebody is shown; everybody else is told where it was a member, and why where others made it go.</summary>
    public void Leave(Reader reader, string why = "")
    {
        lock (_gate)
        {
            _sessionAdmission.Leave(reader, why);
            Use.Watch(reader is Member ? 0 : -1);
        }

        _changed();
    }

    /// <summary>Says that nobody comes again to go on with the member's session, where it has one: it may be forgotten.</summary>
    public void EndSession(Member member)
    {
        lock (_gate)
        {
            _sessions.End(member, _log.AgeTime());
            _log.Forget(member.Session);
        }
    }

    /// <summary>
    /// Says a last sentence to a reader, with which everything for it ends; others are not told. A program is
    /// told before it when to come back, where it may.
    /// </summary>
    public void Dismiss(Reader reader, Refusal farewell, TimeSpan? back = null)
    {
        lock (_gate)
        {
            if (back is { } after)
            {
                reader.Tell(ServerLines.Retry(after));
            }

            reader.Dismiss(ServerLines.Bye(farewell));
        }

        _changed();
    }

    /// <summary>Says texts to everybody, in one go and with nothing between them: all or none.</summary>
    public CommandResult Say(Member member, LineBatch lineBatch)
    {
        CommandResult result;
        lock (_gate)
        {
            result = _speaking.Say(member, lineBatch);
        }

        _changed();
        return result;
    }

    /// <summary>Says a text to everybody.</summary>
    public CommandResult Say(Member member, ChatText text) => Publish(ServerLineKind.Message, member, text);

    /// <summary>Tells everybody what the member does.</summary>
    public CommandResult Act(Member member, ChatText text) => Publish(ServerLineKind.Action, member, text);

    /// <summary>Tells everybody what the room is about; an empty text takes the topic away.</summary>
    public CommandResult SetTopic(Member member, ChatText text) => Publish(ServerLineKind.Topic, member, text);

    /// <summary>Gives a member another name, or says why not.</summary>
    public Refusal? Rename(Member member, Nickname wanted)
    {
        Refusal? refusal;
        lock (_gate)
        {
            refusal = _speaking.Rename(member, wanted);
        }

        _changed();
        return refusal;
    }

    /// <summary>Says a text to one other member; the sender sees it too.</summary>
    public Refusal? Whisper(Member from, Nickname to, ChatText text)
    {
        Refusal? refusal;
        lock (_gate)
        {
            refusal = _speaking.Whisper(from, to, text);
        }

        _changed();
        return refusal;
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

    /// <summary>Tells one reader why its line was refused, or all up to <paramref name="last"/>; the line's number is 0 where it has none.</summary>
    public void Refuse(Reader reader, Refusal refusal, long number, long? last = null)
    {
        NoteRefused(reader, number, last ?? number);
        reader.TellRefused(refusal, number, last ?? number);
        _changed();
    }

    /// <summary>Remembers for a reader's session that these numbers were refused, without telling it now.</summary>
    public void NoteRefused(Reader reader, long first, long last)
    {
        if (reader is Member { Session: not null } member)
        {
            lock (_gate)
            {
                member.HeldSession?.Refuse(first, last);
            }
        }
    }

    /// <summary>Answers a reader's ping.</summary>
    public void Pong(Reader reader, ChatText token)
    {
        reader.Tell(new ServerLine { Kind = ServerLineKind.Pong, Text = token.Bytes });
        _changed();
    }

    /// <summary>
    /// Acknowledges the peer's lines up to <paramref name="number"/>, behind the event that came of the last. They
    /// are dealt with, whatever came of them.
    /// </summary>
    public void Acknowledge(Reader reader, long number, long id)
    {
        if (reader is Member { Session: not null } member)
        {
            lock (_gate)
            {
                member.HeldSession?.DealWith(number);
            }
        }

        if (_durableAcks is null || _durableAcks.IsSafe(reader, number, id))
        {
            reader.Acknowledge(number, id);
            _changed();
        }
    }

    /// <summary>Where nothing is acknowledged before the disk itself has it: waits for all so far; false where it fails.</summary>
    public bool TryMakeSafe() => _durableAcks is null || _durableAcks.TryReachAll();

    /// <summary>Brings what was written to the disk itself, acknowledges what waited for that, and tells what could not be told before. Takes a disk's time.</summary>
    public void Sync()
    {
        _durableAcks?.Sync();
        lock (_gate)
        {
            _log.Maintain();
        }

        _changed();
    }

    /// <summary>How many are here, and how much was said since the server was started.</summary>
    public (int Members, long Said) Count() => _roomQueries.Count();

    /// <summary>Tells one reader again what was said last.</summary>
    public void TellHistory(Reader reader, int count) => _roomQueries.TellHistory(reader, count);

    /// <summary>All who are here, in the order of coming.</summary>
    public IReadOnlyCollection<Presence> Present() => _roomQueries.Present();

    /// <summary>Tells a program who is here, be it a reader already or not.</summary>
    public void TellPresent(Mailbox mailbox, Reader? reader) => _roomQueries.TellPresent(mailbox, reader);

    private CommandResult Publish(ServerLineKind kind, Member member, ChatText text)
    {
        CommandResult result;
        lock (_gate)
        {
            result = _speaking.Publish(kind, member, text);
        }

        _changed();
        return result;
    }
}
