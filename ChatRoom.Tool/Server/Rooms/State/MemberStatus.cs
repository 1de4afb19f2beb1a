using ChatRoom.Server.Moderation;

namespace ChatRoom.Server.Rooms.State;

/// <summary>
/// What sets a member apart from others: that it is an operator, or muted, or tried to become one. It goes with the member
/// from room to room, and ends with the connection; most members have none. Any thread may ask and change it.
/// </summary>
internal sealed class MemberStatus
{
    /// <summary>Wrong passwords before the connection is closed: a person mistypes, a program guesses.</summary>
    public const int MaxTries = 5;

    private Ban? _mute;
    private int _tries;
    private volatile bool _isOperator;

    public bool IsOperator => _isOperator;

    /// <summary>The mute that was put on it, which may be over or lifted; null for none.</summary>
    public Ban? Mute
    {
        get => Volatile.Read(ref _mute);
        set => Volatile.Write(ref _mute, value);
    }

    /// <summary>No further password is looked at.</summary>
    public bool HasTriedEnough => Volatile.Read(ref _tries) >= MaxTries;

    public void BecomeOperator() => _isOperator = true;

    /// <summary>A password was wrong; returns how many were.</summary>
    public int AddWrongTry() => Interlocked.Increment(ref _tries);

    /// <summary>What stays where another connection takes the member's place: who was an operator says so again.</summary>
    public MemberStatus? OverAnotherConnection() => Mute is null ? null : new MemberStatus { Mute = Mute };
}
