using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.Acts;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.Reading;
using ChatRoom.Server.Rooms.State;
using ChatRoom.Tests.Support.Time;

namespace ChatRoom.Tests.Support.Servers;

/// <summary>An order in which what members do, and kicks, wait until the test says that their turn has come.</summary>
internal sealed class LaterOrder : IActOrder
{
    private readonly OwnOrder _own = new();
    private readonly Queue<Action> _waiting = [];

    public bool IsOpen => true;

    public IReadOnlyList<ServerAddress> Servers => [];

    public ClusterStatus? Status => null;

    public Task? Congestion => null;

    public int Waiting => _waiting.Count;

    /// <summary>Applies the act that waits for the longest time.</summary>
    public void ApplyNext() => _waiting.Dequeue()();

    public long NextHolder() => _own.NextHolder();

    public ValueTask<EntryResult> EnterAsync(Room room, EnterAct act, Arrival arrival) => _own.EnterAsync(room, act, arrival);

    public ValueTask<Refusal?> DoAsync(Room room, MemberAct act) => Later(() => _own.DoAsync(room, act));

    public ValueTask<Refusal?> KickAsync(Room room, KickAct act) => Later(() => _own.KickAsync(room, act));

    public Refusal? Say(Room room, Member member, in Speaker speaker, LineBatch lineBatch) => _own.Say(room, member, speaker, lineBatch);

    public void Acknowledge(Room room, Member member, long number) => _own.Acknowledge(room, member, number);

    public void Leave(Room room, LeaveAct act) => _own.Leave(room, act);

    public ValueTask CatchUpAsync() => _own.CatchUpAsync();

    private ValueTask<Refusal?> Later(Func<ValueTask<Refusal?>> act)
    {
        var outcome = new TaskCompletionSource<Refusal?>();
        _waiting.Enqueue(() => outcome.SetResult(ActOutcome.Of(act())));
        return new ValueTask<Refusal?>(outcome.Task);
    }
}
