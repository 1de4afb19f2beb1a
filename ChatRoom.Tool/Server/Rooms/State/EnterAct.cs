using ChatRoom.Protocol;
using ChatRoom.Server.Log.Records;

namespace ChatRoom.Server.Rooms.State;

/// <summary>A connection comes into a room.</summary>
/// <param name="Holder">The connection's number in this room, which no other has or had in this run of the server.</param>
/// <param name="Name">The name that it asks for.</param>
/// <param name="IsMember">As a member; otherwise as a sender from outside.</param>
/// <param name="IsBot">As a program that answers others by itself.</param>
/// <param name="IsNumbered">If the name is taken, the next free one is taken.</param>
/// <param name="Session">null: none.</param>
/// <param name="IsResumed">Is refused if the session is not known.</param>
/// <param name="Number">Every line of the session up to this number was processed, as far as the connections know.</param>
/// <param name="Refused">The lines that were refused since the session's last record.</param>
internal readonly record struct EnterAct(
    long Holder, Nickname Name, bool IsMember, bool IsBot, bool IsNumbered, SessionId? Session, bool IsResumed, long Number, IReadOnlyList<NumberRange> Refused);
