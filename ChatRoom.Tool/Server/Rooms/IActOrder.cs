using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;
using ChatRoom.Server.Rooms.Acts;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.Reading;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// The order in which acts happen in the rooms: this server's own, or that of a stream which several servers follow. An act is
/// proposed here; when its turn comes, it is applied to its room, and its outcome is told. Loop thread only.
/// </summary>
internal interface IActOrder
{
    /// <summary>This server is in touch with the others, if there are others: newcomers are let in.</summary>
    bool IsOpen { get; }

    /// <summary>The servers at which the same rooms can be entered; empty: only this one.</summary>
    IReadOnlyList<ServerAddress> Servers { get; }

    /// <summary>All servers that follow the order, as this one knows them; null: it is alone.</summary>
    ClusterStatus? Status { get; }

    /// <summary>Completes when more may be proposed: until then, connections are not read. null: it may be now.</summary>
    Task? Congestion { get; }

    /// <summary>A number for one more connection in a room, which no other has or had.</summary>
    long NextHolder();

    /// <summary>Lets in a member, or a sender from outside.</summary>
    ValueTask<EntryResult> EnterAsync(Room room, EnterAct act, Arrival arrival);

    /// <summary>Something that a member does beside speaking; returns why it is refused, or null.</summary>
    ValueTask<Refusal?> DoAsync(Room room, MemberAct act);

    /// <summary>An operator sends a member away; returns why it is refused, or null.</summary>
    ValueTask<Refusal?> KickAsync(Room room, KickAct act);

    /// <summary>
    /// A member says texts, with nothing between them: all or none. Returns why they may not be said, or null; a refusal that is
    /// found later is sent to the member.
    /// </summary>
    Refusal? Say(Room room, Member member, in Speaker speaker, LineBatch lineBatch);

    /// <summary>Acknowledges the member's lines up to a number, after all that it proposed before.</summary>
    void Acknowledge(Room room, Member member, long number);

    /// <summary>A connection has left. It cannot be refused.</summary>
    void Leave(Room room, LeaveAct act);

    /// <summary>Completes when everything that any server proposed before this call is applied here.</summary>
    ValueTask CatchUpAsync();
}
