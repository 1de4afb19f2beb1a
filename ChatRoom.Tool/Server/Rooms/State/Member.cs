using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Moderation;

namespace ChatRoom.Server.Rooms.State;

/// <summary>
/// Somebody who says things in a room under a name. One that is not present only sends: nobody sees it come
/// or go, and it is shown no events. Changed under the room's lock.
/// </summary>
internal sealed class Member(
    byte[] room,
    Nickname name,
    Mailbox mailbox,
    EncodedLog log,
    LogCursor? start = null,
    SessionProgress? session = null,
    Member? before = null)
    : Reader(room, mailbox, log, start ?? log.Head)
{
    // Nobody takes the place of a member without a session. Its connection waits for the same from room to room.
    private readonly CancellationTokenSource? _replaced = before?._replaced ?? (session is null ? null : new CancellationTokenSource());

    private MemberStatus? _memberStatus;

    public Nickname Name { get; internal set; } = name;

    /// <summary>From where it comes; null where it comes over no network.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>What sets it apart from others; null for most.</summary>
    public MemberStatus? MemberStatus
    {
        get => Volatile.Read(ref _memberStatus);
        init => _memberStatus = value;
    }

    public bool IsOperator => MemberStatus is { IsOperator: true };

    /// <summary>A program that answers others by itself.</summary>
    public bool IsBot { get; init; }

    /// <summary>Its peer wants to be told which log a room has.</summary>
    public bool AsksLog { get; init; }

    /// <summary>What its peer goes on with when it comes again, or null.</summary>
    public SessionProgress? Session { get; } = session;

    /// <summary>The session, unless another connection has taken the member's place: what a ghost still reads is that one's matter.</summary>
    internal SessionProgress? HeldSession => Session?.Holder == this ? Session : null;

    /// <summary>How far the session was when the member came in: the last number, and the last event that came of one.</summary>
    public (long Number, long Id) Before => Session?.Before ?? default;

    /// <summary>
    /// The number of the line that is being dealt with; 0 where lines have none. Set by who hands the line to
    /// the room, so that what becomes of it can be stamped.
    /// </summary>
    public long LineNumber { get; set; }

    /// <summary>Cancelled once another connection has taken the member's place.</summary>
    public CancellationToken Replaced => _replaced?.Token ?? CancellationToken.None;

    /// <summary>True while it is in the room for all to see.</summary>
    public bool IsPresent { get; private set; }

    /// <summary>When it came in, in Unix milliseconds; 0 where it never did.</summary>
    public long Since { get; private set; }

    /// <summary>What the log keeps beside the event that becomes of the line at hand.</summary>
    internal Stamp Stamp => new(Session, LineNumber);

    /// <summary>Its standing, which it has from here on.</summary>
    public MemberStatus MakeStanding()
    {
        var made = new MemberStatus();
        return Interlocked.CompareExchange(ref _memberStatus, made, null) ?? made;
    }

    /// <summary>Remembers the mute that holds for its name, or for where it comes from, if there is one.</summary>
    internal void Mute(Bans mutes)
    {
        if (!mutes.IsEmpty && (mutes.Find(Name) ?? (Address is null ? null : mutes.Find(Address))) is { } mute)
        {
            MakeStanding().Mute = mute;
        }
    }

    internal void Enter(long time)
    {
        IsPresent = true;
        Since = time;
    }

    /// <summary>Takes the member out; false where it is not in the room.</summary>
    internal bool TryLeave()
    {
        var wasPresent = IsPresent;
        IsPresent = false;
        return wasPresent;
    }

    /// <summary>Tells whoever waits for it. Outside the room's lock, and without a wait for what they do then.</summary>
    internal void TellReplaced() => _ = _replaced?.CancelAsync();
}
