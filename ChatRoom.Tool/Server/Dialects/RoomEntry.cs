using System.Net;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Dialects;

/// <summary>Lets a program enter a room as a member, a sender or a watcher. A member or a sender makes the room if there is none.</summary>
internal static class RoomEntry
{
    /// <summary>Enters the room as the line asks, or returns why not.</summary>
    public static Refusal? TryEnter(
        RoomList rooms,
        Mailbox mailbox,
        in ClientLine asked,
        IPAddress? address,
        out Room? room,
        out Reader? reader)
    {
        (room, reader, Nickname? name) = (null, null, null);
        var watches = asked.Kind == ClientLineKind.Watch;
        if (!watches && !Nickname.TryParse(asked.Name, out name))
        {
            return Refusal.BadName;
        }

        if (!TryReadSession(asked, out var session))
        {
            return Refusal.BadSession;
        }

        if ((watches ? rooms.FindToWatch(asked.Room, out room) : rooms.FindOrMake(asked.Room, out room)) is { } whyNot)
        {
            return whyNot;
        }

        if (watches)
        {
            reader = room!.Watch(asked.Since, mailbox, asked.AsksLog, Encoding.UTF8.GetString(asked.Log));
            return null;
        }

        var joinRequest = new JoinRequest(
            name!,
            mailbox,
            address,
            asked.Kind == ClientLineKind.Join,
            asked.IsBot,
            asked.IsNumbered,
            Since: asked.Since,
            Session: session,
            IsResumed: asked.IsResumed,
            AsksLog: asked.AsksLog,
            Log: Encoding.UTF8.GetString(asked.Log));
        var refusal = room!.TryEnter(joinRequest, out var member);
        reader = member;
        return refusal;
    }

    private static bool TryReadSession(in ClientLine asked, out SessionId? session)
    {
        session = null;
        if (asked.Session.IsEmpty)
        {
            return !asked.IsResumed;
        }

        var isOne = SessionId.TryParse(asked.Session, out var id);
        session = id;
        return isOne;
    }
}
