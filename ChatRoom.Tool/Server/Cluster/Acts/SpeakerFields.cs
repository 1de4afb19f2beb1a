using ChatRoom.Protocol;
using ChatRoom.Server.Cluster.Batches;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Cluster.Acts;

/// <summary>The fields of a connection that does something, as a batch has them. A mute is not among them: its own server judged it.</summary>
internal static class SpeakerFields
{
    public static void Write(ActWriter to, in Speaker speaker)
    {
        to.Varint((ulong)speaker.Holder);
        to.Name(speaker.Name);
        to.Flag(speaker.IsMember);
        to.Flag(speaker.IsBot);
        WriteProgress(to, speaker.Stamp.Session, speaker.Stamp.Number, speaker.Stamp.Refused ?? []);
    }

    public static Speaker Read(ref ActReader from)
    {
        var (holder, name, isMember, isBot) = (from.UpTo(long.MaxValue), from.Name(), from.Flag(), from.Flag());
        var (session, number, refused) = ReadProgress(ref from);
        from.Check(name is not null);
        return new Speaker(holder, name!, isMember, isBot, Mute: null, new Stamp { Session = session, Number = number, Refused = refused });
    }

    /// <summary>A session, the number of a line, and the lines that were refused since the session's last record.</summary>
    public static void WriteProgress(ActWriter to, SessionId? session, long number, IReadOnlyList<NumberRange> refused)
    {
        to.Session(session);
        to.Varint((ulong)number);
        to.Varint((ulong)refused.Count);
        foreach (var (first, last) in refused)
        {
            to.Varint((ulong)first);
            to.Varint((ulong)(last - first));
        }
    }

    public static (SessionId? Session, long Number, IReadOnlyList<NumberRange> Refused) ReadProgress(ref ActReader from)
    {
        var (session, number) = (from.Session(), from.UpTo(long.MaxValue));
        var refused = new List<NumberRange>();
        for (var left = from.Count(); left > 0 && from.IsSound; left--)
        {
            var first = from.UpTo(long.MaxValue);
            refused.Add(new NumberRange(first, first + from.UpTo(long.MaxValue - first)));
        }

        from.Check(refused.Count <= Stamp.MaxRefused);
        return (session, number, refused);
    }
}
