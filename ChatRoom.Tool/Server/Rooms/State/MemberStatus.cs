using ChatRoom.Server.Moderation;

namespace ChatRoom.Server.Rooms.State;

/// <summary>
/// Whether a member is an operator, is muted, or has tried to become an operator. It moves with the member from room to room,
/// and ends with the connection. Any thread.
/// </summary>
internal sealed class MemberStatus
{
    /// <summary>Wrong passwords before the connection is closed: people mistype, programs guess.</summary>
    public const int MaxTries = 5;

    private Ban? _mute;
    private int _tries;
    private volatile bool _isOperator;

    public bool IsOperator => _isOperator;

    /// <summary>The last mute of the member, which may be over or lifted; null: it was never muted.</summary>
    public Ban? Mute
    {
        get => Volatile.Read(ref _mute);
        set => Volatile.Write(ref _mute, value);
    }

    /// <summary>No further password is checked.</summary>
    public bool HasTooManyTries => Volatile.Read(ref _tries) >= MaxTries;

    public void BecomeOperator() => _isOperator = true;

    /// <summary>Counts a wrong password; returns how many there were.</summary>
    public int AddWrongTry() => Interlocked.Increment(ref _tries);

    /// <summary>The status after another connection took the member's place: a mute stays, an operator must give the password again.</summary>
    public MemberStatus? AfterTakeOver() => Mute is null ? null : new MemberStatus { Mute = Mute };
}
