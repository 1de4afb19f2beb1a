using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms;

/// <summary>Who asks to say things in a room, and as what.</summary>
/// <param name="IsMember">It is in the room for all to see, and reads; otherwise it only sends.</param>
/// <param name="IsBot">It is a program that answers others by itself.</param>
/// <param name="IsNumbered">Where the name is taken it takes the next free one.</param>
/// <param name="Moves">It comes from another room.</param>
/// <param name="Since">What it is told of the time before it; a program alone may ask for that.</param>
internal readonly record struct Newcomer(
    Nickname Name,
    Mailbox Mailbox,
    bool IsMember = true,
    bool IsBot = false,
    bool IsNumbered = false,
    bool Moves = false,
    Since Since = default);
