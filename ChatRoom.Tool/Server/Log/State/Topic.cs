using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Log.State;

/// <summary>The topic of a room. Never empty, never changed.</summary>
/// <param name="Time">The time at which it was set, in Unix milliseconds.</param>
/// <param name="Name">The name of the member that set it, as it is sent.</param>
/// <param name="Text">In UTF-8.</param>
internal sealed record Topic(long Time, byte[] Name, byte[] Text)
{
    /// <summary>The topic after a record; null: the record removed it.</summary>
    public static Topic? Of(in ServerLine set) => set.Text.IsEmpty ? null : new Topic(set.Time, set.Name.ToArray(), set.Text.ToArray());

    /// <summary>The line for a peer that comes into the room.</summary>
    public ServerLine ToLine(ReadOnlySpan<byte> room) =>
        new() { Kind = ServerLineKind.Subject, Room = room, Time = Time, Name = Name, Text = Text };

    /// <summary>The name of the member that set it.</summary>
    public string By => Encoding.ASCII.GetString(Name);

    /// <summary>The text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Text);
}
