using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Cluster.Batches;
using ChatRoom.Server.Rooms.Acts;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Cluster.Acts;

/// <summary>
/// The acts in a room as a batch has them: each is the room's name, then its own fields. If the reader is not
/// complete, the fields are damaged; see <see cref="ActReader"/>.
/// </summary>
internal static class RoomActs
{
    public static void Write(BatchWriter batch, Nickname room, in EnterAct act)
    {
        var to = Begin(batch, ActKind.Enter, room);
        to.Varint((ulong)act.Holder);
        to.Name(act.Name);
        to.Flag(act.IsMember);
        to.Flag(act.IsBot);
        to.Flag(act.IsNumbered);
        to.Flag(act.IsResumed);
        SpeakerFields.WriteProgress(to, act.Session, act.Number, act.Refused);
        batch.End();
    }

    public static void Write(BatchWriter batch, Nickname room, in Speaker speaker, LineBatch lineBatch)
    {
        var to = Begin(batch, ActKind.Say, room);
        SpeakerFields.Write(to, speaker);
        to.Flag(lineBatch.AreTogether);
        to.Varint((ulong)lineBatch.Count);
        foreach (var line in lineBatch)
        {
            to.Varint((ulong)line.Number);
            to.Bytes(line.Text);
        }

        batch.End();
    }

    public static void Write(BatchWriter batch, Nickname room, MemberAct act)
    {
        var to = Begin(batch, ActKind.Do, room);
        to.Byte((byte)act.Kind);
        SpeakerFields.Write(to, act.Speaker);
        to.Name(act.Name);

        // A private text stays out of the stream: its sender's server sends it to the receiver's.
        to.Bytes(act.Kind == MemberActKind.Whisper ? [] : act.Text);
        batch.End();
    }

    public static void Write(BatchWriter batch, Nickname room, in LeaveAct act)
    {
        var to = Begin(batch, ActKind.Leave, room);
        SpeakerFields.Write(to, act.Speaker);
        to.Bytes(Encoding.UTF8.GetBytes(act.Why));
        to.Flag(act.EndsSession);
        batch.End();
    }

    public static void Write(BatchWriter batch, Nickname room, KickAct act)
    {
        var to = Begin(batch, ActKind.Kick, room);
        to.Varint((ulong)act.Holder);
        to.Name(act.Name);
        to.Name(act.By);
        to.Bytes(Encoding.UTF8.GetBytes(act.Reason));
        batch.End();
    }

    public static EnterAct ReadEnter(ref ActReader from)
    {
        var (holder, name) = (from.UpTo(long.MaxValue), from.Name());
        var (isMember, isBot, isNumbered, isResumed) = (from.Flag(), from.Flag(), from.Flag(), from.Flag());
        var (session, number, refused) = SpeakerFields.ReadProgress(ref from);
        from.Check(name is not null);
        return new EnterAct(holder, name!, isMember, isBot, isNumbered, session, isResumed, number, refused);
    }

    public static Speaker ReadSay(ref ActReader from, out LineBatch lineBatch)
    {
        var speaker = SpeakerFields.Read(ref from);
        lineBatch = new LineBatch(from.Flag());
        for (var left = from.Count(); left > 0 && from.IsSound; left--)
        {
            var number = from.UpTo(long.MaxValue);
            var text = from.Bytes();
            if (from.Check(text.Length <= Limits.MaxText))
            {
                lineBatch.Add(number, text);
            }
        }

        from.Check(!lineBatch.IsEmpty);
        return speaker;
    }

    public static MemberAct ReadDo(ref ActReader from)
    {
        var kind = (MemberActKind)from.Byte();
        var speaker = SpeakerFields.Read(ref from);
        var name = from.Name();
        var text = from.Bytes();
        from.Check(Enum.IsDefined(kind) && text.Length <= Limits.MaxText && (name is not null || kind is not (MemberActKind.Rename or MemberActKind.Whisper)));
        return new MemberAct(kind, speaker, name, text.ToArray());
    }

    public static LeaveAct ReadLeave(ref ActReader from)
    {
        var speaker = SpeakerFields.Read(ref from);
        var why = from.Bytes();
        from.Check(why.Length <= Limits.MaxText);
        return new LeaveAct(speaker, Encoding.UTF8.GetString(why), from.Flag());
    }

    public static KickAct ReadKick(ref ActReader from)
    {
        var (holder, name, by) = (from.UpTo(long.MaxValue), from.Name(), from.Name());
        var reason = from.Bytes();
        from.Check(name is not null && by is not null && reason.Length <= Limits.MaxReason);
        return new KickAct(holder, name!, by!, Encoding.UTF8.GetString(reason));
    }

    private static ActWriter Begin(BatchWriter batch, ActKind kind, Nickname room)
    {
        var to = batch.Begin(kind);
        to.Name(room);
        return to;
    }
}
