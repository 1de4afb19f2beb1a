using ChatRoom.Protocol;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms.Acts;

/// <summary>The kinds of <see cref="MemberAct"/>. Servers of a cluster send each other these numbers.</summary>
internal enum MemberActKind
{
    /// <summary>Does something, with a text: <c>/me</c>.</summary>
    Action = 1,

    /// <summary>Sets the topic; an empty text removes it.</summary>
    Topic = 2,

    /// <summary>Says a text to everybody, as the server.</summary>
    Announcement = 3,

    /// <summary>Takes another name.</summary>
    Rename = 4,

    /// <summary>Says a text to one other member.</summary>
    Whisper = 5,
}

/// <summary>Something that a member does beside speaking.</summary>
/// <param name="Name">The wanted name, or that of the receiver; null: none.</param>
/// <param name="Text">In UTF-8; empty: none.</param>
internal sealed record MemberAct(MemberActKind Kind, Speaker Speaker, Nickname? Name, byte[] Text);
