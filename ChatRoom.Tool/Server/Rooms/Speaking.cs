using ChatRoom.Protocol;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>The texts and acts of members and senders. Loop thread only.</summary>
internal sealed class Speaking(byte[] room, RoomLog log, Roster roster, NameRules names, Bans mutes)
{
    /// <summary>Adds texts to the next commit, to be said to everybody with nothing between them; returns why not, or null.</summary>
    public Refusal? Say(Member member, LineBatch lineBatch)
    {
        if (WhyNot(member) is { } whyNot)
        {
            return whyNot;
        }

        var line = LineOf(ServerLineKind.Message, member);
        log.Add(ref line, lineBatch, member.Session);
        return null;
    }

    /// <summary>Says a text to everybody; or what the member does, or the new topic.</summary>
    public Refusal? Publish(ServerLineKind kind, Member member, ChatText text)
    {
        if (WhyNot(member) is { } whyNot)
        {
            return whyNot;
        }

        var line = LineOf(kind, member);
        line.Text = text.Bytes;
        var refusal = log.TryAppend(ref line, member.Stamp);
        member.LastEventId = refusal is null ? line.Id : member.LastEventId;
        return refusal;
    }

    /// <summary>Gives a member another name; returns why not, or null.</summary>
    public Refusal? Rename(Member member, Nickname wanted)
    {
        if ((WhyNot(member) ?? names.WhyNot(wanted, member)) is { } whyNot)
        {
            return whyNot;
        }

        if (member.Name.ToString() == wanted.ToString())
        {
            return null;
        }

        var renamed = LineOf(ServerLineKind.Rename, member);
        renamed.Name = wanted.Bytes;
        renamed.Other = member.Name.Bytes;
        var refusal = log.TryAppend(ref renamed, member.Stamp);
        if (refusal is null)
        {
            roster.Rename(member, wanted);
            member.ApplyMute(mutes);
        }

        return refusal;
    }

    /// <summary>Says a text to one other member; the sender sees it too.</summary>
    public Refusal? Whisper(Member from, Nickname to, ChatText text)
    {
        if (WhyNot(from) is { } whyNot)
        {
            return whyNot;
        }

        if (!roster.TryFind(to, out var receiver))
        {
            return Refusal.NobodyNamed(to.ToString());
        }

        var line = LineOf(ServerLineKind.Private, from);
        line.Time = log.Now();
        line.Other = receiver.Name.Bytes;
        line.Text = text.Bytes;
        if (log.TryMark(from.Stamp) is { } refusal)
        {
            return refusal;
        }

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

    /// <summary>
    /// Why a member or sender may say nothing, or null. It was replaced, it is muted, or it is a sender and a member has its
    /// name now, or one that looks like it.
    /// </summary>
    private Refusal? WhyNot(Member member) =>
        member.IsClosed ? Refusal.Replaced
        : member.Status is { Mute: { } mute } && mutes.IsInForce(mute) ? Refusal.Muted(BanText.Until(mute))
        : !member.IsPresent && roster.Has(member.Name) ? Refusal.NameTaken(member.Name)
        : null;

    private ServerLine LineOf(ServerLineKind kind, Member member) => new()
    {
        Kind = kind,
        Room = room,
        Name = member.Name.Bytes,
        IsBot = member.IsBot,
    };
}
