using ChatRoom.Protocol;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Log.State;
using ChatRoom.Server.Rooms.Acts;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>Applies the texts and acts of members and senders. Loop thread only.</summary>
internal sealed class Speaking(Moderator moderator, RoomState state, RoomLog log, Members members)
{
    /// <summary>Adds texts to the next commit, to be said to everybody with nothing between them; returns why not, or null.</summary>
    public Refusal? Say(in Speaker speaker, LineBatch lineBatch)
    {
        if (Decide.Say(state, speaker) is { } whyNot)
        {
            return whyNot;
        }

        var line = new ServerLine { Kind = ServerLineKind.Message, Room = state.Room.Bytes, Name = speaker.Name.Bytes, IsBot = speaker.IsBot };
        log.Add(ref line, lineBatch, speaker.Stamp);
        return null;
    }

    /// <summary>Decides an act and writes its records; returns why not, or null.</summary>
    public Refusal? Apply(MemberAct act)
    {
        var decision = DecideAct(act);
        if ((decision.Refusal ?? log.TryAppend(decision.Records)) is { } refusal)
        {
            return refusal;
        }

        if (members.Find(act.Speaker.Holder) is { } member)
        {
            foreach (var record in decision.Records)
            {
                member.Recorded(record.Stamp.Number);
                member.LastEventId = record.Kind == LogRecordKind.Event ? log.LastId : member.LastEventId;
            }

            if (act.Kind == MemberActKind.Action)
            {
                member.Said(log.LastId, log.LastId);
            }

            if (act.Kind == MemberActKind.Rename)
            {
                member.ApplyMute(moderator.Mutes);
            }
        }

        return null;
    }

    /// <summary>Gives a text to the one member that it is for, and shows it to its sender; returns why not, or null.</summary>
    public Refusal? Deliver(MemberAct whisper)
    {
        if (!members.TryFind(whisper.Name!, out var receiver))
        {
            return Refusal.NobodyNamed(whisper.Name!.ToString());
        }

        if (!receiver.Mailbox.TryAdd(receiver.Log.Head, LineOf(whisper, receiver.Name)))
        {
            return Refusal.ReceiverNotReading(receiver.Name);
        }

        if (receiver.Holder != whisper.Speaker.Holder)
        {
            ShowToSender(whisper, receiver.Name);
        }

        return null;
    }

    /// <summary>Shows a private text to its sender.</summary>
    public void ShowToSender(MemberAct whisper, Nickname to)
    {
        if (members.Find(whisper.Speaker.Holder) is { Mailbox.Dialect.IsSentOwn: true } sender)
        {
            sender.Send(LineOf(whisper, to));
        }
    }

    private ServerLine LineOf(MemberAct whisper, Nickname to) => new()
    {
        Kind = ServerLineKind.Private,
        Room = state.Room.Bytes,
        Name = whisper.Speaker.Name.Bytes,
        Other = to.Bytes,
        IsBot = whisper.Speaker.IsBot,
        Time = log.Now(),
        Text = whisper.Text,
    };

    private Decision DecideAct(MemberAct act) => act.Kind switch
    {
        MemberActKind.Action => Decide.Publish(state, act.Speaker, ServerLineKind.Action, act.Text),
        MemberActKind.Topic => Decide.Publish(state, act.Speaker, ServerLineKind.Topic, act.Text),
        MemberActKind.Announcement => new Decision(null, RoomRecord.Of(ServerLineKind.Announcement, ReservedNames.Server, isBot: false, act.Text, act.Speaker.Stamp)),
        MemberActKind.Rename => Decide.Rename(state, moderator.Bans, act.Speaker, act.Name!, new Moment(moderator.Bans.Now, log.AgeTime())),
        _ => Decide.Whisper(state, act.Speaker, act.Name!),
    };
}
