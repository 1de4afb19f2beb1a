using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Moderation;

namespace ChatRoom.Server.Rooms.State;

/// <summary>
/// A peer that says things in a room under a name. One that is not present only sends: nobody sees it come or go, and it is
/// sent no events. Loop thread only.
/// </summary>
internal sealed class Member(
    byte[] room,
    Nickname name,
    Mailbox mailbox,
    EncodedLog log,
    LogCursor start,
    SessionProgress? session,
    Member? comesFrom = null)
    : Reader(room, mailbox, log, start)
{
    // A member without a session is never replaced. A member that moves keeps the source, for which its connection waits.
    private readonly CancellationTokenSource? _replaced = comesFrom?._replaced ?? (session is null ? null : new CancellationTokenSource());

    private MemberStatus? _status;

    public Nickname Name { get; internal set; } = name;

    /// <summary>null: it comes over no network.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>Null for most members.</summary>
    public MemberStatus? Status
    {
        get => Volatile.Read(ref _status);
        init => _status = value;
    }

    public bool IsOperator => Status is { IsOperator: true };

    /// <summary>A program that answers others by itself.</summary>
    public bool IsBot { get; init; }

    /// <summary>The peer wants the identity of each room's log.</summary>
    public bool AsksLog { get; init; }

    /// <summary>Continues over further connections of the same client; null: no session.</summary>
    public SessionProgress? Session { get; } = session;

    /// <summary>The session; null if there is none, or if another connection holds it now.</summary>
    internal SessionProgress? HeldSession => Session?.Holder == this ? Session : null;

    /// <summary>The session's last number at the time at which the member came in.</summary>
    public long NumberAtJoin => Session?.NumberAtJoin ?? 0;

    /// <summary>
    /// The number of the line that the room processes now; 0 if lines have none. Set before the line is given to the room,
    /// which stamps the event with it.
    /// </summary>
    public long LineNumber { get; set; }

    /// <summary>The last event that one of its lines became; 0 before the first.</summary>
    public long LastEventId { get; set; }

    /// <summary>It has said lines that are not committed yet.</summary>
    public bool HasUncommitted { get; set; }

    /// <summary>Cancelled after another connection has taken the member's place.</summary>
    public CancellationToken Replaced => _replaced?.Token ?? CancellationToken.None;

    /// <summary>It is in the room, and others see it.</summary>
    public bool IsPresent { get; private set; }

    /// <summary>When it came in, in Unix milliseconds; 0: it never did.</summary>
    public long Since { get; private set; }

    /// <summary>For the event that the current line becomes.</summary>
    internal Stamp Stamp => new(Session, LineNumber);

    /// <summary>The status, which is made if there is none.</summary>
    public MemberStatus GetOrAddStatus()
    {
        var added = new MemberStatus();
        return Interlocked.CompareExchange(ref _status, added, null) ?? added;
    }

    /// <summary>Remembers the mute in force for its name or its address, if there is one.</summary>
    internal void ApplyMute(Bans mutes)
    {
        if (!mutes.IsEmpty && (mutes.Find(Name) ?? (Address is null ? null : mutes.Find(Address))) is { } mute)
        {
            GetOrAddStatus().Mute = mute;
        }
    }

    internal void Enter(long time)
    {
        IsPresent = true;
        Since = time;
    }

    /// <summary>It is no longer in the room; false if it was not.</summary>
    internal bool TryEndPresence()
    {
        var wasPresent = IsPresent;
        IsPresent = false;
        return wasPresent;
    }

    /// <summary>Cancels <see cref="Replaced"/>. Does not wait for the callbacks.</summary>
    internal void SignalReplaced() => _ = _replaced?.CancelAsync();
}
