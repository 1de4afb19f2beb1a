namespace ChatRoom.Server.Rooms.Reading;

/// <summary>A place in what was said in a room: at an event, at a time, or at the later of both. A value; the default is no place.</summary>
internal readonly record struct PastPlace
{
    private PastPlace(long? id, long? time) => (Id, Time) = (id, time);

    /// <summary>The id of an event; null: it is no event.</summary>
    public long? Id { get; }

    /// <summary>Unix milliseconds; null: it is no time.</summary>
    public long? Time { get; }

    /// <summary>The place before this one: what is after it includes what is at this one.</summary>
    public PastPlace JustBefore() => new(Id - 1, Time - 1);

    /// <summary>An event, whether it is kept or not, and whatever its kind.</summary>
    public static PastPlace Event(long id) => new(id, time: null);

    /// <summary>The later of an event and a time.</summary>
    /// <param name="time">Unix milliseconds.</param>
    public static PastPlace EventAndTime(long id, long time) => new(id, time);

    /// <param name="time">Unix milliseconds.</param>
    public static PastPlace At(long time) => new(id: null, time);
}
