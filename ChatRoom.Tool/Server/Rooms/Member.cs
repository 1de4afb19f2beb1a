using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms;

/// <summary>
/// Somebody who says things in a room under a name. One that is not present only sends: nobody sees it come
/// or go, and it is shown no events. Changed under the room's lock.
/// </summary>
internal sealed class Member(byte[] room, Nickname name, Mailbox mailbox, DialectLog log, LogCursor? start = null)
    : Reader(room, mailbox, log, start ?? log.Head)
{
    public Nickname Name { get; internal set; } = name;

    /// <summary>A program that answers others by itself.</summary>
    public bool IsBot { get; init; }

    /// <summary>True while it is in the room for all to see.</summary>
    public bool IsPresent { get; private set; }

    /// <summary>When it came in, in Unix milliseconds; 0 where it never did.</summary>
    public long Since { get; private set; }

    internal void Enter(long time)
    {
        IsPresent = true;
        Since = time;
    }

    /// <summary>Takes the member out; false where it is not in the room.</summary>
    internal bool TryLeave()
    {
        var wasPresent = IsPresent;
        IsPresent = false;
        return wasPresent;
    }
}
