using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms;

/// <summary>Somebody in a room: a name, a place to start reading, and a mailbox. Changed under the room's lock.</summary>
internal sealed class Member(byte[] room, Nickname name, Mailbox mailbox, DialectLog log)
{
    private volatile EndMark? _end;

    /// <summary>The name of the room.</summary>
    public ReadOnlySpan<byte> Room => room;

    public Nickname Name { get; internal set; } = name;

    public Mailbox Mailbox { get; } = mailbox;

    /// <summary>The room's log in the member's dialect.</summary>
    public DialectLog Log { get; } = log;

    /// <summary>The first event that the member is shown: its own joining.</summary>
    public LogCursor Start { get; } = log.Head;

    /// <summary>The last place that the member is shown: before its own leaving. Null while there is none.</summary>
    public LogCursor? End => _end?.Place;

    public bool IsPresent { get; private set; } = true;

    /// <summary>True once something for this member alone found its mailbox full: it sends without reading.</summary>
    public bool Overflowed { get; internal set; }

    /// <summary>Ends here what the member is shown. Comes before the event that it is not to see.</summary>
    internal void EndHere() => _end ??= new EndMark(Log.Head);

    /// <summary>Takes the member out; false where it is out already.</summary>
    internal bool TryLeave()
    {
        EndHere();
        var wasPresent = IsPresent;
        IsPresent = false;
        return wasPresent;
    }

    private sealed record EndMark(LogCursor Place);
}
