using System.Net;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Dialects.Typed;

/// <summary>
/// A program's request to enter a room as a member, a sender or a watcher. The room is made if there is none; one that is
/// only watched may be removed again.
/// </summary>
/// <param name="Room">The room's name.</param>
/// <param name="JoinRequest">Of a member or a sender; null: a watcher.</param>
internal sealed record RoomEntry(Nickname Room, JoinRequest? JoinRequest, Mailbox Mailbox, Since Since, bool AsksLog, bool WantsTypedAnswers, string Log)
{
    /// <summary>Reads the request, or returns why it is refused.</summary>
    public static Refusal? TryRead(in ClientLine clientLine, Mailbox mailbox, IPAddress? address, out RoomEntry? entry)
    {
        entry = null;
        Nickname? name = null;
        var watches = clientLine.Kind == ClientLineKind.Watch;
        if (!watches && !Nickname.TryParse(clientLine.Name, out name))
        {
            return Refusal.BadName;
        }

        if (!TryReadSession(clientLine, out var session))
        {
            return Refusal.BadSession;
        }

        if (!Nickname.TryParse(clientLine.Room, out var room))
        {
            return Refusal.BadRoom;
        }

        var log = Encoding.UTF8.GetString(clientLine.Log);
        JoinRequest? joinRequest = watches ? null : new JoinRequest(
            name!,
            mailbox,
            address,
            clientLine.Kind == ClientLineKind.Join,
            clientLine.IsBot,
            clientLine.IsNumbered,
            Since: clientLine.Since,
            Session: session,
            IsResumed: clientLine.IsResumed,
            AsksLog: clientLine.AsksLog,
            Log: log);
        mailbox.GoesElsewhere |= clientLine.GoesElsewhere;
        entry = new RoomEntry(room, joinRequest, mailbox, clientLine.Since, clientLine.AsksLog, clientLine.WantsTypedAnswers, log);
        return null;
    }

    /// <summary>Enters the room, or returns why not.</summary>
    public async ValueTask<(Refusal? Refusal, Room? Room, Reader? Reader)> EnterAsync(RoomList rooms)
    {
        if (JoinRequest is { } joinRequest)
        {
            var (refusal, entered, member) = await rooms.EnterAsync(Room, joinRequest);
            return (refusal, entered, member);
        }

        if (!rooms.Order.IsOpen && Mailbox.GoesElsewhere)
        {
            return (Refusal.CutOff, null, null);
        }

        var (whyNot, room) = await rooms.FindToWatchAsync(Room);
        return room is null ? (whyNot, null, null) : (null, room, await room.WatchAsync(Since, Mailbox, AsksLog, Log));
    }

    private static bool TryReadSession(in ClientLine clientLine, out SessionId? session)
    {
        session = null;
        if (clientLine.Session.IsEmpty)
        {
            return !clientLine.IsResumed;
        }

        var isValid = SessionId.TryParse(clientLine.Session, out var id);
        session = id;
        return isValid;
    }
}
