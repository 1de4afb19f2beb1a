using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Log.State;
using ChatRoom.Server.Moderation;

namespace ChatRoom.Server.Rooms.State;

/// <summary>
/// Decides acts in a room, by its state and the time that is given alone: the same on every server, and after a restart. Changes
/// nothing; <see cref="RoomState"/> changes when the records are committed.
/// </summary>
internal static class Decide
{
    /// <summary>Lets in a member or a sender from outside.</summary>
    /// <param name="retention">A session without a holder is known for this long.</param>
    public static EnterDecision Enter(RoomState state, Bans bans, in EnterAct act, TimeSpan retention, Moment now)
    {
        var old = now.Age - (long)retention.TotalMilliseconds;
        var found = act.Session is { } id ? state.Sessions.Find(id) : null;
        var isForgotten = found is { Holder: 0 } && found.LastUsed <= old;
        var session = isForgotten ? null : found;
        var names = new NameRules(state.Seats, bans, now.Wall);
        var name = NameFor(act, session, names);
        if ((session is null && act.IsResumed ? Refusal.SessionForgotten : names.WhyNot(name, session?.Seat)) is { } refusal)
        {
            return new EnterDecision(refusal, [], name, TakesSeat: false);
        }

        var records = new List<RoomRecord>();
        if (isForgotten)
        {
            records.Add(RoomRecord.Mark(new Stamp { Session = found!.Id, Number = found.Number, IsOver = true }));
        }

        // Sessions are forgotten in groups, so that they cost few records.
        if (state.Sessions.LongestUnused?.LastUsed <= old - (long)(retention.TotalMilliseconds / 24))
        {
            records.Add(RoomRecord.Forget(old));
        }

        var stamp = new Stamp { Session = act.Session, Number = Math.Max(session?.Number ?? 0, act.Number), Refused = act.Refused };
        var takesSeat = act.IsMember && session?.Seat?.Name.Equals(name) == true;
        if (session?.Seat is { } seat && !takesSeat)
        {
            records.Add(RoomRecord.Leave(seat.Name, [], stamp));
        }

        stamp = stamp with { Holder = act.Holder, Asked = act.Session is null || act.Name.ToString() == name.ToString() ? null : act.Name };
        if (act.IsMember && !takesSeat)
        {
            records.Add(RoomRecord.Join(name, act.IsBot, stamp));
        }
        else if (act.Session is not null)
        {
            records.Add(RoomRecord.Mark(stamp, name));
        }

        return new EnterDecision(null, [.. records], name, takesSeat);
    }

    /// <summary>Ends a member's seat, or lets go of a sender's session. There may be nothing to end: another connection took its place.</summary>
    /// <param name="why">Why it was removed; empty if it left by itself.</param>
    /// <param name="endsSession">Its client does not come back.</param>
    public static Decision Leave(RoomState state, in Speaker who, string why, bool endsSession)
    {
        var session = SessionOf(state, who);
        var stamp = session is null ? default : who.Stamp with { IsOver = endsSession };
        return who.IsMember && state.Seats.TryFind(who.Name, out var seat) && seat.Holder == who.Holder
            ? new Decision(null, RoomRecord.Leave(seat.Name, Encoding.UTF8.GetBytes(why), stamp))
            : session is null ? new Decision(null)
            : new Decision(null, RoomRecord.Mark(stamp with { Holder = 0 }));
    }

    /// <summary>Ends the seats and sessions of connections that are gone with their server.</summary>
    /// <param name="isOfThat">Whether a connection is one of these, by its number.</param>
    /// <param name="keepsSessions">Those with a session stay: their clients may come again.</param>
    public static RoomRecord[] Release(RoomState state, Func<long, bool> isOfThat, bool keepsSessions)
    {
        var seats = state.Seats.All
            .Where(seat => isOfThat(seat.Holder) && !(keepsSessions && seat.Session is not null))
            .Select(seat => RoomRecord.Leave(seat.Name, [], seat.Session is { } session ? StampOf(session) : default));
        var sessions = state.Sessions.All
            .Where(session => !keepsSessions && session.Seat is null && isOfThat(session.Holder))
            .Select(session => RoomRecord.Mark(StampOf(session) with { Holder = 0 }));
        return [.. seats, .. sessions];

        static Stamp StampOf(KnownSession session) => new() { Session = session.Id, Number = session.Number };
    }

    /// <summary>
    /// Why a member or sender may say nothing, or null. It was replaced, it is muted, or it is a sender and a member has its
    /// name now, or one that looks like it.
    /// </summary>
    public static Refusal? Say(RoomState state, in Speaker who) =>
        who.Stamp.Session is not null && SessionOf(state, who) is null ? Refusal.Replaced
        : who.Mute is { } mute ? Refusal.Muted(BanText.Until(mute))
        : !who.IsMember && state.Seats.Has(who.Name) ? Refusal.NameTaken(who.Name)
        : null;

    /// <summary>Something that a member does, or the new topic.</summary>
    public static Decision Publish(RoomState state, in Speaker who, ServerLineKind kind, byte[] text) =>
        Say(state, who) ?? new Decision(null, RoomRecord.Of(kind, who.Name, who.IsBot, text, who.Stamp));

    /// <summary>Gives a member another name.</summary>
    public static Decision Rename(RoomState state, Bans bans, in Speaker who, Nickname wanted, Moment now)
    {
        _ = state.Seats.TryFind(who.Name, out var seat);
        return (Say(state, who) ?? new NameRules(state.Seats, bans, now.Wall).WhyNot(wanted, seat)) is { } refusal ? refusal
            : who.Name.ToString() == wanted.ToString() ? new Decision(null)
            : new Decision(null, RoomRecord.Rename(wanted, who.Name, who.Stamp));
    }

    /// <summary>A text to one other member, which becomes no event.</summary>
    public static Decision Whisper(RoomState state, in Speaker who, Nickname to) =>
        Say(state, who) is { } refusal ? refusal
        : !state.Seats.TryFind(to, out _) ? Refusal.NobodyNamed(to.ToString())
        : new Decision(null, who.Stamp.Session is null ? [] : [RoomRecord.Mark(who.Stamp)]);

    /// <summary>
    /// Whether the connection still has its seat and its session. On a server alone it always has: others cannot take them
    /// between its act and the decision.
    /// </summary>
    public static bool IsHere(RoomState state, in Speaker who) =>
        (who.Stamp.Session is null || SessionOf(state, who) is not null)
        && (!who.IsMember || (state.Seats.TryFind(who.Name, out var seat) && seat.Holder == who.Holder));

    /// <summary>The session that the connection holds; null: it has none, or another connection holds it now.</summary>
    private static KnownSession? SessionOf(RoomState state, in Speaker who) =>
        who.Stamp.Session is { } id && state.Sessions.Find(id) is { } session && session.Holder == who.Holder ? session : null;

    /// <summary>
    /// The name for a request. A client that accepts a numbered name gets the name that it had, if that is free, so that
    /// others recognize it.
    /// </summary>
    private static Nickname NameFor(in EnterAct act, KnownSession? session, NameRules names)
    {
        if (!act.IsNumbered)
        {
            return act.Name;
        }

        var had = session?.Had;
        var comesAgain = had is not null && (act.Name.Equals(had) || act.Name.Equals(session!.Asked));
        return comesAgain && names.WhyNot(had!, session!.Seat) is null ? had!
            : names.WhyNot(act.Name, session?.Seat) is null ? act.Name
            : names.NextFree(act.Name);
    }
}
