using ChatRoom.Protocol.Json;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Protocol.Irc;

/// <summary>The tags of an event (IRCv3 message-tags, server-time, batch, draft/multiline, bot mode), as far as the client wants them.</summary>
/// <param name="outer">The reference of the batch that the event belongs to; empty: none.</param>
internal readonly ref struct IrcTags(scoped in ServerLine line, IrcCaps caps, ReadOnlySpan<byte> outer)
{
    private readonly long _id = line.Id;
    private readonly long _time = line.Time;
    private readonly bool _isEvent = line.IsEvent;
    private readonly bool _isBot = line.IsBot;
    private readonly ReadOnlySpan<byte> _room = line.Room;
    private readonly ReadOnlySpan<byte> _outer = outer;

    /// <summary>Writes the tags of an event's first line.</summary>
    public void WriteFirst(ref LineBuilder to) => Write(ref to, _outer, hasId: true);

    /// <summary>Writes the tags of a line that goes on with the text.</summary>
    public void WriteFurther(ref LineBuilder to) => Write(ref to, _outer, hasId: false);

    /// <summary>Begins a batch for a long text; false: the client does not know them.</summary>
    public bool BeginBatch(ref LineBuilder to, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> prefix, scoped ReadOnlySpan<byte> target)
    {
        if ((caps & (IrcCaps.Multiline | IrcCaps.Batch)) != (IrcCaps.Multiline | IrcCaps.Batch))
        {
            return false;
        }

        WriteFirst(ref to);
        to.Add((byte)':');
        to.Add(name);
        to.Add((byte)'!');
        to.Add(name);
        to.Add((byte)'@');
        to.Add(IrcEventWriter.Host);
        to.Add(" BATCH +"u8);
        Reference(ref to);
        to.Add(" draft/multiline "u8);
        to.Add(prefix);
        to.Add(target);
        to.Add("\r\n"u8);
        return true;
    }

    /// <summary>Writes the tags of a part of the text.</summary>
    public void WriteInBatch(ref LineBuilder to, bool isFirst)
    {
        to.Add("@batch="u8);
        Reference(ref to);
        to.Add(isFirst ? " "u8 : ";draft/multiline-concat "u8);
    }

    public void EndBatch(ref LineBuilder to)
    {
        to.Add((byte)':');
        to.Add(IrcEventWriter.Server);
        to.Add(" BATCH -"u8);
        Reference(ref to);
        to.Add("\r\n"u8);
    }

    /// <summary>The parts of an event are sent without a line of another one between them, so its number suffices.</summary>
    private void Reference(ref LineBuilder to)
    {
        to.Add((byte)'m');
        to.Add(_id);
    }

    private void Write(ref LineBuilder to, scoped ReadOnlySpan<byte> batch, bool hasId)
    {
        var start = to.Length;
        if (!batch.IsEmpty)
        {
            to.Add("@batch="u8);
            to.Add(batch);
        }

        if ((caps & IrcCaps.ServerTime) != 0)
        {
            WriteTime(ref to, start);
        }

        if ((caps & IrcCaps.MessageTags) != 0)
        {
            WriteMessageTags(ref to, start, hasId);
        }

        if (to.Length > start)
        {
            to.Add((byte)' ');
        }
    }

    private void WriteTime(ref LineBuilder to, int start)
    {
        Span<byte> time = stackalloc byte[EventTime.Length];
        if (EventTime.TryWrite(_time, time))
        {
            Separate(ref to, start);
            to.Add("time="u8);
            to.Add(time);
        }
    }

    private void WriteMessageTags(ref LineBuilder to, int start, bool hasId)
    {
        // Other lines count missing events or refused lines by their id.
        if (hasId && _isEvent)
        {
            Separate(ref to, start);
            to.Add("msgid="u8);
            to.Add(_id);
            to.Add((byte)'.');
            to.Add(_time);
            to.Add((byte)'.');
            to.Add(_room);
        }

        if (_isBot)
        {
            Separate(ref to, start);
            to.Add("bot"u8);
        }
    }

    private static void Separate(ref LineBuilder to, int start) => to.Add((byte)(to.Length == start ? '@' : ';'));
}
