using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Log.State;
using ChatRoom.Server.Moderation;

namespace ChatRoom.Server.Rooms.State;

/// <summary>
/// A connection that says things in a room under a name. One without a seat only sends: nobody sees it come or go, and it is
/// sent no events. Loop thread only.
/// </summary>
/// <param name="holder">The connection's number in the room: a seat and a session say by it who has them.</param>
/// <param name="name">The name of a sender; of a member, its name until it has a seat.</param>
internal sealed class Member(
    byte[] room, long holder, Nickname name, Mailbox mailbox, EncodedLog log, LogCursor start, Member? comesFrom = null)
    : Reader(room, mailbox, log, start)
{
    // Null for most members.
    private List<NumberRange>? _refused;

    private MemberStatus? _status;
    private Seat? _seat;
    private Nickname _name = name;

    public long Holder => holder;

    public Nickname Name => _seat?.Name ?? _name;

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
    public KnownSession? Session { get; private set; }

    /// <summary>The session's last number at the time at which the member came in.</summary>
    public long NumberAtJoin { get; private set; }

    /// <summary>
    /// The number of the line that the room processes now; 0 if lines have none. Set before the line is given to the room,
    /// which stamps the event with it.
    /// </summary>
    public long LineNumber { get; set; }

    /// <summary>Every line of the session up to this number was processed; the log may know of fewer.</summary>
    public long Processed { get; set; }

    /// <summary>The last event that one of its lines became; 0 before the first.</summary>
    public long LastEventId { get; set; }

    /// <summary>It has said lines that are not committed yet.</summary>
    public bool HasUncommitted { get; set; }

    /// <summary>Its client does not come back to its session.</summary>
    public bool EndsSession { get; set; }

    /// <summary>Called when another connection has taken the member's place. A member that moves keeps it. null: it has no session.</summary>
    public Action? WhenReplaced { get; set; } = comesFrom?.WhenReplaced;

    /// <summary>It is in the room, and others see it.</summary>
    public bool IsPresent => _seat is not null;

    /// <summary>Lines that were refused since the session's last record, in rising order.</summary>
    internal IReadOnlyList<NumberRange> Refused => _refused ?? [];

    /// <summary>The status, which is made if there is none.</summary>
    public MemberStatus GetOrAddStatus()
    {
        var added = new MemberStatus();
        return Interlocked.CompareExchange(ref _status, added, null) ?? added;
    }

    /// <summary>Remembers the mute in force for its name or its address, if there is one.</summary>
    internal void ApplyMute(Bans mutes)
    {
        if (!mutes.IsEmpty && (mutes.Find(Name, mutes.Now) ?? (Address is null ? null : mutes.Find(Address))) is { } mute)
        {
            GetOrAddStatus().Mute = mute;
        }
    }

    /// <summary>The member as one that does something.</summary>
    /// <param name="number">The number of the line that it comes from; 0 if it has none.</param>
    internal Speaker Speaker(long number, Bans mutes) => new(
        holder, Name, IsPresent, IsBot, Status is { Mute: { } mute } && mutes.IsInForce(mute) ? mute : null, Stamp(number));

    /// <summary>For the record of a line.</summary>
    internal Stamp Stamp(long number) =>
        Session is null ? default : new Stamp { Session = Session.Id, Number = number, Refused = HasUncommitted ? null : _refused };

    /// <summary>One of its texts became an event, which it is not sent if it shows that by itself.</summary>
    internal void Said(long firstId, long lastId)
    {
        LastEventId = lastId;
        if (!Mailbox.Dialect.IsSentOwn)
        {
            Skip(firstId, lastId);
        }
    }

    /// <summary>It has come in.</summary>
    /// <param name="seat">null: it is a sender from outside.</param>
    /// <param name="session">null: it has none.</param>
    internal void Enter(Seat? seat, KnownSession? session)
    {
        (_seat, Session) = (seat, session);
        _name = Name;
        Processed = NumberAtJoin = session?.Number ?? 0;
        LastEventId = session?.LastEventId ?? 0;
    }

    protected override void Complete(ref ServerLine line)
    {
        base.Complete(ref line);
        if (line.Name.IsEmpty)
        {
            line.Name = Name.Bytes;
        }
    }

    /// <summary>A line up to this number is in the log, and so are the refusals before it.</summary>
    internal void Recorded(long number)
    {
        Processed = Math.Max(Processed, number);
        _refused?.RemoveAll(range => range.Last <= number);
    }

    /// <summary>These lines were refused.</summary>
    internal void Refuse(long first, long last)
    {
        if (Session is not null && last > Processed)
        {
            NumberRange.AddTo(_refused ??= [], new NumberRange(Math.Max(first, Processed + 1), last));
            Processed = last;
        }
    }

    /// <summary>It is no longer in the room.</summary>
    internal void EndPresence() => (_name, _seat) = (Name, null);
}
