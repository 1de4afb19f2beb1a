using ChatRoom.Protocol;
using ChatRoom.Server.Log.Records;

namespace ChatRoom.Server.Log.State;

/// <summary>
/// The progress of one client's numbered lines in a room, over all its connections. Each number is processed once. Changed by
/// records alone.
/// </summary>
internal sealed class KnownSession(SessionId id)
{
    private readonly List<NumberRange> _refused = [];

    public SessionId Id => id;

    /// <summary>Every line of the session up to this number was said or refused.</summary>
    public long Number { get; private set; }

    /// <summary>The last event that a line became; 0 before the first.</summary>
    public long LastEventId { get; private set; }

    /// <summary>Its refused lines in rising order: the newest <see cref="Stamp.MaxRefused"/> ranges.</summary>
    public IReadOnlyList<NumberRange> Refused => _refused;

    /// <summary>The connection that has the session; 0: none has it.</summary>
    public long Holder { get; internal set; }

    /// <summary>The member that has the session; null: none, or a sender from outside has it.</summary>
    public Seat? Seat { get; internal set; }

    /// <summary>The name that the last holder asked for; null: not known.</summary>
    public Nickname? Asked { get; private set; }

    /// <summary>The name that the last holder had last; null: not known.</summary>
    public Nickname? Had { get; private set; }

    /// <summary>The time of its last record, in Unix milliseconds.</summary>
    public long LastUsed { get; private set; }

    /// <summary>The session's place among those that have a holder, or among those that have none.</summary>
    internal LinkedListNode<KnownSession>? Place { get; set; }

    /// <summary>The holder has a name; nothing changes if it is not known.</summary>
    /// <param name="asked">The name that a new holder asked for; empty: the one that it has, or the one that it asked for when it came.</param>
    internal void Name(ReadOnlySpan<byte> had, ReadOnlySpan<byte> asked, bool isNew)
    {
        if (Nickname.TryParse(had, out var name))
        {
            Had = name;
            Asked = Nickname.TryParse(asked, out var other) ? other : isNew ? name : Asked;
        }
    }

    /// <summary>It was used at a time, in Unix milliseconds.</summary>
    internal void Use(long time) => LastUsed = Math.Max(LastUsed, time);

    /// <summary>Applies the progress in a record's stamp.</summary>
    /// <param name="eventId">The event that the line became; 0: none.</param>
    internal void Advance(in ReadStamp stamp, long time, long eventId)
    {
        // An event with an old number, such as the join of a client that comes back, did not come from that line.
        LastEventId = stamp.Number > Number ? Math.Max(LastEventId, eventId) : LastEventId;
        Number = Math.Max(Number, stamp.Number);
        Use(time);
        var refused = stamp.Refused;
        while (NumberRange.TryTake(ref refused, out var range))
        {
            NumberRange.AddTo(_refused, range);
        }
    }
}
