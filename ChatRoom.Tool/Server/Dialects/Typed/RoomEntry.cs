using System.Net;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Dialects.Typed;

/// <summary>Lets a program enter a room as a member, a sender or a watcher. The room is made if there is none; one that is only watched may be removed again.</summary>
internal static class RoomEntry
{
    /// <summary>Enters the room as the line asks, or returns why not.</summary>
    public static Refusal? TryEnter(
        RoomList rooms,
        Mailbox mailbox,
        in ClientLine clientLine,
        IPAddress? address,
        out Room? room,
        out Reader? reader)
    {
        (room, reader, Nickname? name) = (null, null, null);
        var watches = clientLine.Kind == ClientLineKind.Watch;
        if (!watches && !Nickname.TryParse(clientLine.Name, out name))
        {
            return Refusal.BadName;
        }

        if (!TryReadSession(clientLine, out var session))
        {
            return Refusal.BadSession;
        }

        if ((watches ? rooms.FindToWatch(clientLine.Room, out room) : rooms.FindOrMake(clientLine.Room, out room)) is { } whyNot)
        {
            return whyNot;
        }

        if (watches)
        {
            reader = room!.Watch(clientLine.Since, mailbox, clientLine.AsksLog, Encoding.UTF8.GetString(clientLine.Log));
            return null;
        }

        var joinRequest = new JoinRequest(
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
            Log: Encoding.UTF8.GetString(clientLine.Log));
        var refusal = room!.TryEnter(joinRequest, out var member);
        reader = member;
        return refusal;
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
