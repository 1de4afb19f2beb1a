using ChatRoom.Protocol;
using ChatRoom.Server.Rooms.Acts;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// Applies acts to a room when their turn in the order has come: decides them, writes what they become, and tells the connections
/// of this server. An act is refused or has happened when the call returns; what is said follows at the next commit. Loop thread only.
/// </summary>
internal sealed class AppliedActs(Room room, RoundCommit roundCommit, RoomLog log, Admission admission, Speaking speaking, UncommittedLines uncommittedLines)
{
    /// <summary>Lets in a connection, or refuses it.</summary>
    /// <param name="arrival">null: the connection is at another server.</param>
    public EntryResult Apply(in EnterAct act, Arrival? arrival)
    {
        room.Commit();
        return admission.Apply(act, arrival);
    }

    /// <summary>A connection has left.</summary>
    public void Apply(in LeaveAct act)
    {
        room.Commit();
        admission.Apply(act);
    }

    /// <summary>Says texts to everybody at the next commit; returns why not, or null.</summary>
    /// <param name="member">The speaker; null: its connection is at another server, or has left.</param>
    public Refusal? Apply(in Speaker speaker, LineBatch lineBatch, Member? member)
    {
        if (speaking.Say(speaker, lineBatch) is { } refusal)
        {
            return refusal;
        }

        if (uncommittedLines.IsEmpty)
        {
            roundCommit.Add(room);
        }

        uncommittedLines.Add(member, lineBatch, log.AddedId);
        if (log.IsBatchFull)
        {
            room.Commit();
        }

        return null;
    }

    /// <summary>Something that a member does; returns why it is refused, or null.</summary>
    public Refusal? Apply(MemberAct act)
    {
        room.Commit();
        return speaking.Apply(act);
    }

    /// <summary>Gives a private text to the one member that it is for, if its connection is at this server; returns why not, or null.</summary>
    public Refusal? Deliver(MemberAct act) => act.Kind == MemberActKind.Whisper ? speaking.Deliver(act) : null;

    /// <summary>Shows a private text to its sender.</summary>
    /// <param name="to">The receiver as it is spelled, whose connection is at another server.</param>
    public void ShowToSender(MemberAct whisper, Nickname to) => speaking.ShowToSender(whisper, to);

    /// <summary>Acknowledges lines that are applied.</summary>
    public void Acknowledge(Member member, long number) => uncommittedLines.Acknowledge(member, number);
}
