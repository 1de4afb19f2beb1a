namespace ChatRoom.Server.Fanout;

/// <summary>
/// How a peer and the server talk: the part of it that rooms and readers need. There is one object for each dialect, which
/// never changes; any thread.
/// </summary>
internal abstract class Dialect
{
    /// <summary>The encoding of all lines for the peer.</summary>
    public abstract ServerLineEncoding Encoding { get; }

    /// <summary>Events that memory no longer holds are read from disk; otherwise they are a gap.</summary>
    public virtual bool ReadsFromDisk => false;

    /// <summary>The peer's lines carry numbers; otherwise refused lines are counted.</summary>
    public virtual bool HasNumberedLines => false;

    /// <summary>The peer is sent its position in a room before the first event there; otherwise after its own join.</summary>
    public virtual bool IsSentPositionFirst => false;

    /// <summary>The peer can move to another room.</summary>
    public virtual bool CanMove => false;

    /// <summary>The peer is sent what it says itself; otherwise it shows that by itself.</summary>
    public virtual bool IsSentOwn => true;

    /// <summary>The peer is sent the message of the day in its first room; otherwise it is sent it in another way.</summary>
    public virtual bool IsSentMessageOfTheDay => true;

    /// <summary>The peer answers a ping by itself.</summary>
    public virtual bool AnswersPings => false;
}
