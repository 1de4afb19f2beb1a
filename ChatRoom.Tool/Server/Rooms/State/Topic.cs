using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms.State;

/// <summary>The topic of a room. Never empty, never changed.</summary>
internal sealed class Topic
{
    private readonly byte[] _text;
    private readonly byte[] _name;
    private readonly long _time;

    private Topic(in ServerLine set)
    {
        _text = set.Text.ToArray();
        _name = set.Name.ToArray();
        _time = set.Time;
    }

    public string Text => Encoding.UTF8.GetString(_text);

    /// <summary>The name of the member that set it, and the time.</summary>
    public string Origin => $"{Encoding.UTF8.GetString(_name)} set it, {UtcTime.Full(_time)} UTC";

    /// <summary>The topic after an event; null: the event removed it.</summary>
    public static Topic? Of(in ServerLine set) => set.Text.IsEmpty ? null : new Topic(set);

    /// <summary>The line for a peer that comes into the room.</summary>
    public ServerLine ToLine(ReadOnlySpan<byte> room) =>
        new() { Kind = ServerLineKind.Subject, Room = room, Time = _time, Name = _name, Text = _text };
}
