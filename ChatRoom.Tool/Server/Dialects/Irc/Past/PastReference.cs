using System.Globalization;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Json;
using ChatRoom.Server.Rooms.Reading;

namespace ChatRoom.Server.Dialects.Irc.Past;

/// <summary>
/// A message or a time to which CHATHISTORY refers (IRCv3 draft/chathistory): <c>msgid=ID.TIME.ROOM</c> as the server sent it,
/// or <c>timestamp=2026-01-02T03:04:05.678Z</c>. A value.
/// </summary>
/// <param name="Id">The id of the event; null: it is a time.</param>
/// <param name="Time">Unix milliseconds, of the event or as given.</param>
/// <param name="Room">The room of the event; null: it is a time.</param>
internal readonly record struct PastReference(long? Id, long Time, Nickname? Room)
{
    public const string Message = "msgid=";
    public const string Timestamp = "timestamp=";

    /// <summary>Whether a word is of one of the two types, right or wrong.</summary>
    public static bool IsOfKnownType(string word) =>
        word.StartsWith(Message, StringComparison.Ordinal) || word.StartsWith(Timestamp, StringComparison.Ordinal);

    public static bool TryParse(string word, out PastReference reference)
    {
        if (word.StartsWith(Timestamp, StringComparison.Ordinal) && EventTime.TryRead(word[Timestamp.Length..], out var time))
        {
            reference = new PastReference(null, time, null);
            return true;
        }

        reference = default;
        return word.StartsWith(Message, StringComparison.Ordinal) && TryParseMessage(word[Message.Length..], out reference);
    }

    /// <summary>The place in a room. If the room's log does not have the event, as after the loss of a log, its time counts.</summary>
    /// <param name="lastId">The newest event of the room.</param>
    public PastPlace PlaceIn(Nickname room, long lastId) =>
        Id is { } id && id <= lastId && room.Equals(Room) ? PastPlace.Event(id) : PastPlace.At(Time);

    /// <summary>Whether this one is later than the other. In one room ids decide, because several events may have one time.</summary>
    public bool IsAfter(in PastReference other) =>
        Id is { } id && other.Id is { } otherId && Room!.Equals(other.Room) ? id > otherId : Time > other.Time;

    private static bool TryParseMessage(string message, out PastReference reference)
    {
        reference = default;

        // A name may have dots as well.
        var fields = message.Split('.', 3);
        if (fields.Length == 3
            && long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            && Nickname.TryParse(fields[2], out var room))
        {
            reference = new PastReference(id, time, room);
            return true;
        }

        return false;
    }
}
