using ChatRoom.Protocol;

namespace ChatRoom.Client;

/// <summary>What a client asks for when it enters a room to say something.</summary>
/// <param name="IsMember">It is in the room for all to see, and reads; otherwise it only says what it has to say.</param>
/// <param name="IsBot">It answers others by itself, so that others like it pass over what it says.</param>
/// <param name="IsNumbered">Where the name is taken it takes the next free one: <c>ci_2</c>.</param>
/// <param name="Since">What it wants to be told of the time before it.</param>
internal sealed record Entry(
    string Room, Nickname Name, bool IsMember = true, bool IsBot = false, bool IsNumbered = false, Since Since = default);

/// <summary>What a server answers when it lets somebody in.</summary>
/// <param name="Name">The name that the newcomer has now; empty where it reads only.</param>
/// <param name="LastId">The id of the last event before: what comes with one up to here is what was.</param>
/// <param name="NextId">The id of the first event that follows, now or later.</param>
internal sealed record Admission(string Name, long LastId, long NextId);
