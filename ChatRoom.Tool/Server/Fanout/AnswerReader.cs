namespace ChatRoom.Server.Fanout;

/// <summary>
/// The answers to a connection that may be in several rooms, outside all of them. An answer is sent after what the rooms had when it
/// was given; of what they have had since, it may be sent before or after it. So answers take turns with the rooms. Loop thread only.
/// </summary>
/// <param name="noEvents">A log without events.</param>
internal sealed class AnswerReader(Mailbox mailbox, EncodedLog noEvents) : Reader([], mailbox, noEvents, noEvents.Head)
{
    private long _sent;
    private long _allowed = long.MaxValue;

    /// <summary>The number of answers since the connection reads them here.</summary>
    public long Given { get; private set; }

    /// <summary>Its turn has come, and is not over.</summary>
    public bool IsInTurn => _sent < _allowed && Mailbox.HasMail;

    public override bool TryNext(LogCursor horizon, out FeedSlice slice)
    {
        // Answers from before are at the place 0, and take no turns.
        var isEarlier = Mailbox.TryPeek(out var place) && place.NextId == 0;
        if (!isEarlier && !IsInTurn)
        {
            slice = default;
            return false;
        }

        var isTaken = base.TryNext(horizon, out slice);
        _sent += isTaken && !isEarlier ? 1 : 0;
        return isTaken;
    }

    /// <summary>An answer was added to the mailbox.</summary>
    internal void Count() => Given++;

    /// <summary>No answer takes its turn now.</summary>
    internal void Wait() => _allowed = _sent;

    /// <summary>A turn begins.</summary>
    /// <param name="given">The last answer of the turn, by its number.</param>
    internal void BeginTurn(long given) => _allowed = given;
}
