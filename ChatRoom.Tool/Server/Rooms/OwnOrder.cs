using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;
using ChatRoom.Server.Rooms.Acts;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.Reading;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>The order of a server alone: each act is applied at once. Loop thread only.</summary>
internal sealed class OwnOrder : IActOrder
{
    private long _lastHolder;

    public bool IsOpen => true;

    public IReadOnlyList<ServerAddress> Servers => [];

    public ClusterStatus? Status => null;

    public Task? Congestion => null;

    public long NextHolder() => ++_lastHolder;

    public ValueTask<EntryResult> EnterAsync(Room room, EnterAct act, Arrival arrival) => ValueTask.FromResult(room.Acts.Apply(act, arrival));

    public ValueTask<Refusal?> DoAsync(Room room, MemberAct act) => ValueTask.FromResult(room.Acts.Apply(act) ?? room.Acts.Deliver(act));

    public ValueTask<Refusal?> KickAsync(Room room, KickAct act) => ValueTask.FromResult(room.Moderation.Apply(act));

    public Refusal? Say(Room room, Member member, in Speaker speaker, LineBatch lineBatch) => room.Acts.Apply(speaker, lineBatch, member);

    public void Acknowledge(Room room, Member member, long number) => room.Acts.Acknowledge(member, number);

    public void Leave(Room room, LeaveAct act) => room.Acts.Apply(act);

    public ValueTask CatchUpAsync() => default;
}
