using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms.State;

/// <summary>The decision about an act: why it is refused, or the records that it becomes.</summary>
/// <param name="Refusal">null: the act is allowed.</param>
/// <param name="Records">None: the act changes nothing.</param>
internal readonly record struct Decision(Refusal? Refusal, params RoomRecord[] Records)
{
    public static implicit operator Decision(Refusal refusal) => new(refusal);
}

/// <summary>The decision about a connection that comes in.</summary>
/// <param name="Name">The name that it gets.</param>
/// <param name="TakesSeat">It takes the seat of the replaced one as it is: nobody sees a difference.</param>
internal readonly record struct EnterDecision(Refusal? Refusal, RoomRecord[] Records, Nickname Name, bool TakesSeat);
