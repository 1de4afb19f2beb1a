using ChatRoom.Protocol;
using ChatRoom.Server.Log.State;
using ChatRoom.Server.Rooms.Acts;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// A room that several servers have, as the order that they share changes it: acts of connections of any server, and the state
/// that a server takes over. Loop thread only.
/// </summary>
internal sealed class SharedRoom(Room room, RoomState state, RoomLog log, Admission admission, Members members)
{
    /// <summary>Nothing has happened in the room, and nobody is known there.</summary>
    public bool IsEmpty => state.IsEmpty;

    /// <summary>The state as the head of a segment, which <see cref="Restore"/> reads.</summary>
    public ReadOnlySpan<byte> Head => SegmentHead.Of(state, state.LastTime).Bytes;

    /// <summary>Goes on from a state that other servers have as well; see <see cref="RoomLog.Restore"/>.</summary>
    public void Restore(ReadOnlySpan<byte> head, string identity) => log.Restore(head, identity);

    /// <summary>Lets in a connection, or refuses it. The first one gives the room its spelling.</summary>
    /// <param name="spelling">The room's name as the connection's server spells it.</param>
    /// <param name="arrival">null: the connection is at another server.</param>
    public EntryResult Apply(Nickname spelling, in EnterAct act, Arrival? arrival)
    {
        if (state.IsEmpty)
        {
            admission.Spell(spelling);
        }

        return room.Acts.Apply(act, arrival);
    }

    /// <summary>Says texts, or tells the speaker why they are refused.</summary>
    public void Apply(in Speaker speaker, LineBatch lineBatch)
    {
        var member = members.Find(speaker.Holder);
        var refusal = Decide.IsHere(state, speaker) ? room.Acts.Apply(speaker, lineBatch, member) : Refusal.Replaced;
        if (refusal is not null && member is not null)
        {
            var (first, last) = lineBatch.Numbers;
            room.NoteRefused(member, first, last);
            member.SendRefused(refusal, lineBatch.AreTogether ? last : first, last);
        }
    }

    /// <summary>Something that a member does; returns why it is refused, or null.</summary>
    public Refusal? Apply(MemberAct act) => Decide.IsHere(state, act.Speaker) ? room.Acts.Apply(act) : Refusal.Replaced;

    /// <summary>Ends the seats and sessions of connections whose server is gone.</summary>
    /// <param name="isOfThat">Whether a connection is one of these, by its number.</param>
    /// <param name="keepsSessions">Those with a session stay: their clients may come again.</param>
    public void Release(Func<long, bool> isOfThat, bool keepsSessions)
    {
        room.Commit();
        foreach (var record in Decide.Release(state, isOfThat, keepsSessions))
        {
            log.AppendAtLast(record);
        }
    }
}
