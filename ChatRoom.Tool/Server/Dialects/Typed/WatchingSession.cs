using System.Net;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;

namespace ChatRoom.Server.Dialects.Typed;

/// <summary>Input that also enters rooms, and watches further ones over the same connection.</summary>
internal abstract class WatchingSession(RoomList rooms, Mailbox mailbox, IPAddress? address)
    : NumberedSession(rooms, mailbox, address)
{
    // null: nothing was watched beside the connection's own room.
    private Watches? _watches;
    private bool _hasLeftOwn;
    private bool _isOwnNewest;

    private bool HasOwn => Reader is not null && !_hasLeftOwn;

    protected override bool HasLeft => _hasLeftOwn;

    protected override void EndWatches() => _watches?.Leave();

    protected override Refusal? WhyNotMoveTo(Nickname name) =>
        Rooms.Find(name.Bytes) is { } room && _watches?.Contains(room) == true ? Refusal.WatchedAlready(room.ToString()) : null;

    /// <summary>Enters the first room.</summary>
    protected CloseReason? Enter(in ClientLine clientLine) =>
        RoomEntry.TryRead(clientLine, Mailbox, Address, out var entry) is { } refusal ? Refuse(refusal) : Await(EnterAsync(entry!));

    /// <summary>Watches a room, or every room: the first one or further ones.</summary>
    protected CloseReason? Watch(in ClientLine clientLine)
    {
        ChargeForCommand();
        if (clientLine.Room.SequenceEqual(RoomName.EveryBytes))
        {
            return Await(WatchEveryAsync(clientLine.Since, clientLine.AsksLog));
        }

        if (Reader is null)
        {
            return Enter(clientLine);
        }

        if (RoomEntry.TryRead(clientLine, Mailbox, Address, out var entry) is { } refusal)
        {
            return Refuse(refusal);
        }

        return Rooms.Find(clientLine.Room) is { } room && IsRead(room) ? Refuse(Refusal.AlreadyThere(room.ToString()))
            : Await(WatchAsync(entry!));
    }

    /// <summary>Ends the watch of a room, or of every room.</summary>
    protected CloseReason? Unwatch(in ClientLine clientLine)
    {
        ChargeForCommand();
        if (clientLine.Room.SequenceEqual(RoomName.EveryBytes))
        {
            _watches?.EndWish();
            Room[] watched = IsOwnWatched ? [Room, .. _watches?.Rooms ?? []] : _watches?.Rooms ?? [];
            Array.ForEach(watched, room => TryUnwatch(room));
            return null;
        }

        return Rooms.Find(clientLine.Room) is { } room && TryUnwatch(room)
            ? null
            : Refuse(Refusal.NotWatched(Encoding.UTF8.GetString(clientLine.Room)));
    }

    /// <summary>Answers a ping after all that came before it, such as the answers to earlier watches.</summary>
    protected void Pong(Reader own, in ServerLine pong)
    {
        var (room, reader) = !_isOwnNewest && _watches is not null && _watches.TryGetNewest(out var newest, out var newestReader)
            ? (newest!, newestReader)
            : (Room, own);
        room.Send(reader, pong);
    }

    private bool IsOwnWatched => HasOwn && Member is null;

    private bool IsRead(Room room) => (room == Room && HasOwn) || _watches?.Contains(room) == true;

    private bool TryUnwatch(Room room)
    {
        if (room == Room && IsOwnWatched)
        {
            _hasLeftOwn = true;
            room.Unwatch(Reader!);
            return true;
        }

        return _watches?.TryEnd(room) == true;
    }

    private async ValueTask<CloseReason?> EnterAsync(RoomEntry entry)
    {
        var entered = await entry.EnterAsync(Rooms);
        if (entered.Reader is null)
        {
            return Refuse(entered.Refusal!);
        }

        WantsTypedAnswers = entry.WantsTypedAnswers;
        Entered(entered.Room!, entered.Reader);
        Resume();
        if (Rooms.Order.Servers is { Count: > 0 } servers)
        {
            entered.Room!.Send(entered.Reader, ServerLines.Servers(servers));
        }

        return null;
    }

    private async ValueTask<CloseReason?> WatchAsync(RoomEntry entry)
    {
        if (!Mailbox.TryCreateNext(out var mailbox))
        {
            return CloseReason.NotReading;
        }

        GoesTo = entry.Room;
        var entered = await (entry with { Mailbox = mailbox }).EnterAsync(Rooms);
        GoesTo = null;
        if (entered.Reader is null)
        {
            mailbox.Reached();
            return Refuse(entered.Refusal!);
        }

        Add(entered.Room!, entered.Reader);
        return null;
    }

    private async ValueTask<CloseReason?> WatchEveryAsync(Since since, bool asksLog)
    {
        // Rooms may be made while the place in another one is searched for.
        while (Array.Find(Rooms.All(), room => !IsRead(room)) is { } room)
        {
            if (await WatchAsync(room, since, asksLog) is { } end)
            {
                return end;
            }
        }

        (_watches ??= new Watches(Rooms)).WishLater(room => WatchLater(room, asksLog));
        return null;
    }

    private async ValueTask<CloseReason?> WatchAsync(Room room, Since since, bool asksLog)
    {
        Mailbox? mailbox = Mailbox;
        if (Reader is not null && !Mailbox.TryCreateNext(out mailbox))
        {
            return CloseReason.NotReading;
        }

        room.Use.AddWatchers(1);
        Add(room, await room.WatchAsync(since, mailbox, asksLog, knownLog: ""));
        return null;
    }

    /// <summary>Watches a room that was just made, from its first event on, unless this session itself has made it to go there.</summary>
    private void WatchLater(Room room, bool asksLog)
    {
        if (!(Nickname.TryParse(room.Name, out var name) && name.Equals(GoesTo)))
        {
            // Nothing is searched for, so this is completed already.
            WatchAsync(room, Since.All, asksLog).AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Adds a watch. If the peer is in no room of its own, or has ended the watch of that, this one takes its place.</summary>
    private void Add(Room room, Reader reader)
    {
        _isOwnNewest = !HasOwn;
        if (_isOwnNewest)
        {
            _hasLeftOwn = false;
            Entered(room, reader);
        }
        else
        {
            (_watches ??= new Watches(Rooms)).Add(room, reader);
        }
    }
}
