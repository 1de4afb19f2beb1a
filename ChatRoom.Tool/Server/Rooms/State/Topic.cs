using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms.State;

/// <summary>What a room is about: who said so, and when. Never empty.</summary>
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

    /// <summary>Who set it, and when.</summary>
    public string Origin => $"{Encoding.UTF8.GetString(_name)} set it, {UtcTime.Full(_time)} UTC";

    /// <summary>What the event leaves behind; null where it took the topic away.</summary>
    public static Topic? Of(in ServerLine set) => set.Text.IsEmpty ? null : new Topic(set);

    /// <summary>What somebody is told who comes into the room.</summary>
    public ServerLine In(ReadOnlySpan<byte> room) =>
        new() { Kind = ServerLineKind.Subject, Room = room, Time = _time, Name = _name, Text = _text };
}
