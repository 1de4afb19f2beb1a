using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Log;
using ChatRoom.Server.Log.State;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// One room: its members, and the log of its events. It knows no sockets: readers follow the log by cursor and empty
/// their mailboxes. Each reader is queued for the next round when there is more for it. The lines that are said in one round
/// of the loop are committed together; everything else commits first what was said before it. Loop thread only.
/// </summary>
internal sealed class Room
{
    private readonly RoundCommit _roundCommit;
    private readonly RoomState _state;
    private readonly RoomLog _log;
    private readonly Admission _admission;
    private readonly Speaking _speaking;
    private readonly RoomQueries _roomQueries;
    private readonly DurableAcks? _durableAcks;
    private readonly UncommittedLines _uncommittedLines;

    /// <param name="name">As it was spelled first.</param>
    /// <param name="settings">Shared by all rooms.</param>
    /// <param name="store">The room's log on disk; null: the log is kept in memory only.</param>
    /// <param name="logPolicy">How the log on disk is kept; null if there is none.</param>
    public Room(Nickname name, RoomSettings settings, RoomStore? store, LogPolicy? logPolicy)
    {
        _roundCommit = settings.RoundCommit;
        _state = store?.State ?? RoomState.InMemory(name);
        _log = new RoomLog(settings.Time, _state, settings.WindowBytes, settings.QueueReaders, store is null ? null : new Journal(store, logPolicy!));
        _durableAcks = store is null ? null : new DurableAcks(store, logPolicy!);
        _uncommittedLines = new UncommittedLines(_durableAcks);
        var members = new Members(_state);
        _admission = new Admission(settings, _state, _log, members);
        _speaking = new Speaking(settings.Moderator, _state, _log, members);
        _roomQueries = new RoomQueries(_state, _log);
        Use = new RoomUse(_log);
        Moderation = new RoomModeration(_speaking, members, Commit);
    }

    public ReadOnlySpan<byte> Name => _state.Room.Bytes;

    /// <summary>null: no topic.</summary>
    public Topic? Topic => _state.Topic;

    public RoomUse Use { get; }

    /// <summary>The acts of operators in this room.</summary>
    public RoomModeration Moderation { get; }

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
    public async ValueTask<(Refusal? Refusal, Member? Member)> EnterAsync(JoinRequest joinRequest)
    {
        Commit();
        var start = await _roomQueries.FindStartAsync(joinRequest.Since, joinRequest.Log);

        // The answer to a known session reports how far it got, which acknowledges its lines up to there.
        if (joinRequest.Session is { } known && _state.Sessions.Find(known) is not null && !await WaitForDiskAsync())
        {
            return (Refusal.NotWritten, null);
        }

        Commit();
        var refusal = _admission.TryEnter(joinRequest, start, out var member, out var replaced);
        replaced?.WhenReplaced?.Invoke();
        Use.AddSpeakers(member is null ? 0 : 1);
        return (refusal, member);
    }

    /// <summary>Adds a watcher, which reads in the typed dialect and is not in the room.</summary>
    /// <param name="since">The event at which it begins.</param>
    /// <param name="mailbox">Takes lines for this watcher alone.</param>
    /// <param name="asksLog">The watcher wants the identity of this log.</param>
    /// <param name="knownLog">The log to which its position belongs; empty if it knows of none.</param>
    public async ValueTask<Reader> WatchAsync(Since since, Mailbox mailbox, bool asksLog, string knownLog)
    {
        Commit();
        var start = await _roomQueries.FindStartAsync(since, knownLog);
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
        _admission.Leave(reader, why);
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

    /// <summary>
    /// Says texts to everybody at the next commit, with nothing between them: all or none. Returns why they may not be said,
    /// or null; if they cannot be written, they are refused then.
    /// </summary>
    public Refusal? Say(Member member, LineBatch lineBatch)
    {
        if (_speaking.Say(member, lineBatch) is { } refusal)
        {
            return refusal;
        }

        if (_uncommittedLines.IsEmpty)
        {
            _roundCommit.Add(this);
        }

        _uncommittedLines.Add(member, lineBatch, _log.AddedId);
        if (_log.IsBatchFull)
        {
            Commit();
        }

        return null;
    }

    /// <summary>Says a text to everybody.</summary>
    public ValueTask<Refusal?> SayAsync(Member member, ChatText text) => PublishAsync(ServerLineKind.Message, member, text);

    /// <summary>Says to everybody what the member does.</summary>
    public ValueTask<Refusal?> ActAsync(Member member, ChatText text) => PublishAsync(ServerLineKind.Action, member, text);

    /// <summary>Sets the topic; an empty text removes it.</summary>
    public ValueTask<Refusal?> SetTopicAsync(Member member, ChatText text) => PublishAsync(ServerLineKind.Topic, member, text);

    /// <summary>Gives a member another name; returns why not, or null.</summary>
    public ValueTask<Refusal?> RenameAsync(Member member, Nickname wanted)
    {
        Commit();
        return ValueTask.FromResult(_speaking.Rename(member, wanted));
    }

    /// <summary>Says a text to one other member; the sender sees it too.</summary>
    public ValueTask<Refusal?> WhisperAsync(Member from, Nickname to, ChatText text)
    {
        Commit();
        return ValueTask.FromResult(_speaking.Whisper(from, to, text));
    }

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
    public void Acknowledge(Member member, long number) => _uncommittedLines.Acknowledge(member, number);

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

    /// <summary>Sends one reader the last messages again, as past events or as notices.</summary>
    public Task SendHistoryAsync(Reader reader, int count, bool asEvents)
    {
        Commit();
        return _roomQueries.SendHistoryAsync(reader, count, asEvents);
    }

    /// <summary>All members, in the order in which they came in.</summary>
    public Seats Seats => _state.Seats;

    /// <summary>Sends a program the members of the room, even if it is no reader of the room.</summary>
    public void SendPresent(Mailbox mailbox, Reader? reader)
    {
        Commit();
        _roomQueries.SendPresent(mailbox, reader);
    }

    private ValueTask<Refusal?> PublishAsync(ServerLineKind kind, Member member, ChatText text)
    {
        Commit();
        return ValueTask.FromResult(_speaking.Publish(kind, member, text));
    }
}
