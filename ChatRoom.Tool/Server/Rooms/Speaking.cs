using ChatRoom.Protocol;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Log.State;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>The texts and acts of members and senders. Loop thread only.</summary>
internal sealed class Speaking(Moderator moderator, RoomState state, RoomLog log, Members members)
{
    /// <summary>Adds texts to the next commit, to be said to everybody with nothing between them; returns why not, or null.</summary>
    public Refusal? Say(Member member, LineBatch lineBatch)
    {
        var speaker = SpeakerOf(member);
        if ((WhyNot(member) ?? Decide.Say(state, speaker)) is { } whyNot)
        {
            return whyNot;
        }

        var line = new ServerLine { Kind = ServerLineKind.Message, Room = state.Room.Bytes, Name = speaker.Name.Bytes, IsBot = speaker.IsBot };
        log.Add(ref line, lineBatch, speaker.Stamp);
        return null;
    }

    /// <summary>Says what the member does, or sets the topic.</summary>
    public Refusal? Publish(ServerLineKind kind, Member member, ChatText text) =>
        WhyNot(member) ?? TryAppend(member, Decide.Publish(state, SpeakerOf(member), kind, text));

    /// <summary>Says a text to everybody, as the server.</summary>
    public Refusal? Announce(Member by, ChatText text) =>
        TryAppend(by, new Decision(null, RoomRecord.Of(ServerLineKind.Announcement, ReservedNames.Server, isBot: false, text, by.Stamp(by.LineNumber))));

    /// <summary>Gives a member another name; returns why not, or null.</summary>
    public Refusal? Rename(Member member, Nickname wanted)
    {
        var bans = moderator.Bans;
        if ((WhyNot(member) ?? TryAppend(member, Decide.Rename(state, bans, SpeakerOf(member), wanted, new Moment(bans.Now, log.AgeTime())))) is { } refusal)
        {
            return refusal;
        }

        member.ApplyMute(moderator.Mutes);
        return null;
    }

    /// <summary>Says a text to one other member; the sender sees it too.</summary>
    public Refusal? Whisper(Member from, Nickname to, ChatText text)
    {
        var decision = Decide.Whisper(state, SpeakerOf(from), to);
        if ((WhyNot(from) ?? decision.Refusal) is { } whyNot)
        {
            return whyNot;
        }

        if (!members.TryFind(to, out var receiver))
        {
            return Refusal.NobodyNamed(to.ToString());
        }

        if (TryAppend(from, decision) is { } refusal)
        {
            return refusal;
        }

        var line = new ServerLine
        {
            Kind = ServerLineKind.Private,
            Room = state.Room.Bytes,
            Name = from.Name.Bytes,
            Other = receiver.Name.Bytes,
            IsBot = from.IsBot,
            Time = log.Now(),
            Text = text.Bytes,
        };
        if (!receiver.Mailbox.TryAdd(receiver.Log.Head, line))
        {
            return Refusal.ReceiverNotReading(receiver.Name);
        }

        if (receiver != from)
        {
            from.Send(line);
        }

        return null;
    }

    private Refusal? TryAppend(Member member, in Decision decision)
    {
        if ((decision.Refusal ?? log.TryAppend(decision.Records)) is { } refusal)
        {
            return refusal;
        }

        foreach (var record in decision.Records)
        {
            member.Recorded(record.Stamp.Number);
            member.LastEventId = record.Kind == LogRecordKind.Event ? log.LastId : member.LastEventId;
        }

        return null;
    }

    private Speaker SpeakerOf(Member member) => member.Speaker(member.LineNumber, moderator.Mutes);

    /// <summary>Another connection took its place, or it is sent away.</summary>
    private static Refusal? WhyNot(Member member) => member.IsClosed ? Refusal.Replaced : null;
}
