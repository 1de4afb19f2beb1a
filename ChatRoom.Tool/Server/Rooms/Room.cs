using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Log;
using ChatRoom.Server.Log.State;
using ChatRoom.Server.Rooms.Acts;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.Reading;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// One room: its members, and the log of its events. It knows no sockets: readers follow the log by cursor and empty
/// their mailboxes. Each reader is queued for the next round when there is more for it. The lines that are said in one round
/// of the loop are committed together; everything else commits first what was said before it. What changes the room is an act:
/// the order of acts applies it. Loop thread only.
/// </summary>
internal sealed class Room
{
    private readonly RoundCommit _roundCommit;
    private readonly IActOrder _order;
    private readonly Moderator _moderator;
    private readonly RoomState _state;
    private readonly RoomLog _log;
    private readonly Admission _admission;
    private readonly DurableAcks? _durableAcks;
    private readonly UncommittedLines _uncommittedLines;

    /// <param name="name">As it was spelled first.</param>
    /// <param name="settings">Shared by all rooms.</param>
    /// <param name="store">The room's log on disk; null: the log is kept in memory only.</param>
    /// <param name="logPolicy">How the log on disk is kept; null if there is none.</param>
    public Room(Nickname name, RoomSettings settings, RoomStore? store, LogPolicy? logPolicy)
    {
        (_roundCommit, _order, _moderator) = (settings.RoundCommit, settings.Order, settings.Moderator);
        _state = store?.State ?? RoomState.InMemory(name);
        var earlier = new EarlierMembers(_state);
        _log = new RoomLog(settings.Time, _state, settings.WindowBytes, settings.QueueReaders, store is null ? null : new Journal(store, logPolicy!), settings.Shared?.Applied);
        _durableAcks = store is null ? null : new DurableAcks(store, logPolicy!);
        _uncommittedLines = new UncommittedLines(_durableAcks);
        var members = new Members(_state);
        _admission = new Admission(settings, _state, _log, members);
        var speaking = new Speaking(settings.Moderator, _state, _log, members);
        Queries = new RoomQueries(_state, _log, Commit, earlier);
        Use = new RoomUse(_log);
        Acts = new AppliedActs(this, _roundCommit, _log, _admission, speaking, _uncommittedLines);
        Shared = new SharedRoom(this, _state, _log, _admission, members);
        if (settings.Shared?.IdentityOf(name) is { } identity)
        {
            Shared.Restore([], identity);
        }

        Moderation = new RoomModeration(_state, members, _moderator, Announce, act => _order.KickAsync(this, act));
    }

    public ReadOnlySpan<byte> Name => _state.Room.Bytes;

    public Nickname Nickname => _state.Room;

    /// <summary>null: no topic.</summary>
    public Topic? Topic => _state.Topic;

    public RoomUse Use { get; }

    /// <summary>Answers about the room for one peer.</summary>
    public RoomQueries Queries { get; }

    /// <summary>Applies acts to the room, when the order says that their turn has come.</summary>
    public AppliedActs Acts { get; }

    /// <summary>The room as other servers of a cluster change it.</summary>
    public SharedRoom Shared { get; }

    /// <summary>The acts of operators in this room.</summary>
    public RoomModeration Moderation { get; }

    /// <summary>The time for a line to one reader, in Unix milliseconds.</summary>
    public long Now => _log.Now();

    public override string ToString() => _state.Room.ToString();

    /// <summary>Writes what was said since the last call, with one call to the system. Then it is said, or all of it is refused.</summary>
    public void Commit()
    {
        if (!_uncommittedLines.IsEmpty)
        {
            _uncommittedLines.Complete(_log.Commit());
        }
    }

    /// <summary>Lets in a member, or a sender from outside; returns why not, or the member.</summary>
    public async ValueTask<EntryResult> EnterAsync(JoinRequest joinRequest)
    {
        Commit();
        var start = await Queries.FindStartAsync(joinRequest.Since, joinRequest.Log);

        // The answer to a known session reports how far it got, which acknowledges its lines up to there.
        if (joinRequest.Session is { } known && _state.Sessions.Find(known) is not null && !await WaitForDiskAsync())
        {
            return new EntryResult(Refusal.NotWritten, null);
        }

        Commit();
        var result = await _order.EnterAsync(this, _admission.ActOf(joinRequest, _order.NextHolder()), new Arrival(joinRequest, start));
        Use.AddSpeakers(result.Member is null ? 0 : 1);
        return result;
    }

    /// <summary>Adds a watcher, which reads in the typed dialect and is not in the room.</summary>
    /// <param name="since">The event at which it begins.</param>
    /// <param name="mailbox">Takes lines for this watcher alone.</param>
    /// <param name="asksLog">The watcher wants the identity of this log.</param>
    /// <param name="knownLog">The log to which its position belongs; empty if it knows of none.</param>
    public async ValueTask<Reader> WatchAsync(Since since, Mailbox mailbox, bool asksLog, string knownLog)
    {
        Commit();
        var start = await Queries.FindStartAsync(since, knownLog);
        if (since.Kind == SinceKind.After && start - 1 > _log.LastId)
        {
            // Another server may have sent it that event, which this one does not have yet.
            await _order.CatchUpAsync();
        }

        Commit();
        return _admission.Watch(start, mailbox, asksLog);
    }

    /// <summary>Ends what a reader is sent. If it was a member, the others see it leave.</summary>
    /// <param name="why">Why an operator or the server removed the member; empty if it left by itself.</param>
    public void Leave(Reader reader, string why)
    {
        if (!reader.TryLeave())
        {
            return;
        }

        Commit();
        if (_admission.Leave(reader, why) is { } leaving)
        {
            _order.Leave(this, leaving);
        }

        Use.AddSpeakers(reader is Member ? -1 : 0);
        Use.AddWatchers(reader is Member ? 0 : -1);
    }

    /// <summary>Ends a watch; the last line says so.</summary>
    public void Unwatch(Reader watcher)
    {
        Leave(watcher, why: "");
        watcher.Send(new ServerLine { Kind = ServerLineKind.Unwatched, Room = Name });
    }

    /// <summary>Sends a reader the reason for its end, and nothing after it. The others see nothing of it.</summary>
    /// <param name="retryAfter">A program is asked first to connect again after this time; null: it is not asked.</param>
    public void Dismiss(Reader reader, Refusal farewell, TimeSpan? retryAfter)
    {
        Commit();
        if (retryAfter is { } delay)
        {
            reader.Send(ServerLines.Retry(delay));
        }

        reader.Close(ServerLines.Bye(farewell));
    }

    /// <summary>Ends what a reader is sent, without a last line. The others see nothing of it.</summary>
    public void Dismiss(Reader reader)
    {
        Commit();
        reader.CloseHere();
    }

    /// <summary>
    /// Says texts to everybody at the next commit, with nothing between them: all or none. Returns why they may not be said,
    /// or null; if they cannot be written, they are refused then.
    /// </summary>
    /// <param name="isBot">Others are told that they are from a program that answers by itself, even if the member is none.</param>
    public Refusal? Say(Member member, LineBatch lineBatch, bool isBot = false) =>
        WhyNot(member) ?? _order.Say(this, member, SpeakerOf(member) with { IsBot = isBot || member.IsBot }, lineBatch);

    /// <summary>Says a text to everybody.</summary>
    public Refusal? Say(Member member, ChatText text)
    {
        var lineBatch = new LineBatch();
        lineBatch.Add(member.LineNumber, text.Bytes);
        var refusal = Say(member, lineBatch);
        lineBatch.Clear();
        Commit();
        return refusal;
    }

    /// <summary>Says to everybody what the member does.</summary>
    public ValueTask<Refusal?> ActAsync(Member member, ChatText text) => DoAsync(member, MemberActKind.Action, null, text);

    /// <summary>Sets the topic; an empty text removes it.</summary>
    public ValueTask<Refusal?> SetTopicAsync(Member member, ChatText text) => DoAsync(member, MemberActKind.Topic, null, text);

    /// <summary>Gives a member another name; returns why not, or null.</summary>
    public ValueTask<Refusal?> RenameAsync(Member member, Nickname wanted) => DoAsync(member, MemberActKind.Rename, wanted, default);

    /// <summary>Says a text to one other member; the sender sees it too.</summary>
    public ValueTask<Refusal?> WhisperAsync(Member from, Nickname to, ChatText text) => DoAsync(from, MemberActKind.Whisper, to, text);

    /// <summary>Sends one reader a notice.</summary>
    public void Notify(Reader reader, string sentence)
    {
        Commit();
        reader.Send(ServerLines.Notice(_log.Now(), sentence));
    }

    /// <summary>Sends one reader the reason why its line was refused.</summary>
    /// <param name="number">The line's number; 0 if it has none.</param>
    /// <param name="last">The last of several lines that were refused; null: one line.</param>
    public void Refuse(Reader reader, Refusal refusal, long number, long? last = null)
    {
        NoteRefused(reader, number, last ?? number);
        reader.SendRefused(refusal, number, last ?? number);
    }

    /// <summary>Remembers in a reader's session that these numbers were refused; nothing is sent.</summary>
    public void NoteRefused(Reader reader, long first, long last)
    {
        Commit();
        (reader as Member)?.Refuse(first, last);
    }

    /// <summary>Sends one reader a line.</summary>
    public void Send(Reader reader, in ServerLine line)
    {
        Commit();
        reader.Send(line);
    }

    /// <summary>Sends one reader lines that belong together.</summary>
    public void SendRaw(Reader reader, ReadOnlySpan<byte> lines)
    {
        Commit();
        reader.SendRaw(reader.Place, lines);
    }

    /// <summary>
    /// Acknowledges the member's lines up to <paramref name="number"/>, said or refused, after the event that the last became.
    /// </summary>
    public void Acknowledge(Member member, long number) => _order.Acknowledge(this, member, number);

    /// <summary>If acknowledgements wait for the disk, waits until it has everything so far; false if it fails.</summary>
    public ValueTask<bool> WaitForDiskAsync()
    {
        Commit();
        return _durableAcks?.WaitAsync() ?? ValueTask.FromResult(true);
    }

    /// <summary>Syncs the log to the disk, and deletes what is no longer kept. Takes a disk's time. The log's own thread.</summary>
    public void Sync() => _log.Sync();

    /// <summary>The log was synced to the disk, or that failed: what waited for it goes on. Runs at intervals, and does what could not be written before.</summary>
    public void Synced()
    {
        Commit();
        _log.PublishSynced();
        _durableAcks?.Complete();
        _log.Maintain();
    }

    /// <summary>The number of members, and of messages and actions since the server was started. Any thread.</summary>
    public (int Members, long Said) Count() => (_state.Seats.Count, _log.Said);

    /// <summary>All members, in the order in which they came in.</summary>
    public Seats Seats => _state.Seats;

    private ValueTask<Refusal?> Announce(Member by, ChatText text) => DoAsync(by, MemberActKind.Announcement, null, text);

    private ValueTask<Refusal?> DoAsync(Member member, MemberActKind kind, Nickname? name, ChatText text)
    {
        Commit();
        return WhyNot(member) is { } refusal
            ? ValueTask.FromResult<Refusal?>(refusal)
            : _order.DoAsync(this, new MemberAct(kind, SpeakerOf(member), name, text.Bytes.ToArray()));
    }

    private Speaker SpeakerOf(Member member) => member.Speaker(member.LineNumber, _moderator.Mutes);

    /// <summary>Another connection took its place, or it is sent away.</summary>
    private static Refusal? WhyNot(Member member) => member.IsClosed ? Refusal.Replaced : null;
}
