using ChatRoom.Protocol.Text;

namespace ChatRoom.Protocol.Irc;

/// <summary>
/// Writes a server's line for IRC clients. No line is longer than <see cref="MaxLine"/>, apart from tags: a longer text becomes
/// several lines, or one batch (IRCv3 draft/multiline) if the client knows that. Lines that IRC clients do not need become nothing.
/// </summary>
internal static class IrcEventWriter
{
    /// <summary>Bytes of one line with its line end, as in RFC 1459: clients may cut what is longer.</summary>
    public const int MaxLine = 512;

    /// <summary>
    /// Bytes of one event. With the longest names, a part of an action has up to 382 bytes, and two parts that follow each other have
    /// more than 282 together: the first one ends in its last 100 bytes, or the first grapheme of the second did not fit. So 4,096
    /// bytes become at most 29 lines, each with at most 204 bytes beside the text; an id or a batch adds 411.
    /// </summary>
    public const int MaxEncoded = 12 << 10;

    /// <summary>The server as the source of lines.</summary>
    public static ReadOnlySpan<byte> Server => "irc.chatroom"u8;

    /// <summary>The host of every member: addresses are not shown.</summary>
    public static ReadOnlySpan<byte> Host => "chatroom"u8;

    private static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    /// <summary>Writes the line; returns its length, 0 if it is not shown.</summary>
    /// <param name="caps">Only tags and multiline matter.</param>
    public static int Write(in ServerLine line, IrcCaps caps, Span<byte> output) => WritePast(line, caps, batch: default, output);

    /// <summary>The same for an event of a batch of past ones.</summary>
    /// <param name="batch">The reference of the batch; empty: none.</param>
    public static int WritePast(scoped in ServerLine line, IrcCaps caps, ReadOnlySpan<byte> batch, Span<byte> output)
    {
        var to = new LineBuilder(output);
        var tags = new IrcTags(line, caps, batch);
        switch (line.Kind)
        {
            // A program must not answer a NOTICE, so programs of both kinds do not answer each other.
            case ServerLineKind.Message:
                Texts(ref to, tags, line, line.Name, line.IsBot ? "NOTICE"u8 : "PRIVMSG"u8, line.Text);
                break;
            case ServerLineKind.Action or ServerLineKind.Private:
                Texts(ref to, tags, line, line.Name, line.IsBot && line.Kind == ServerLineKind.Private ? "NOTICE"u8 : "PRIVMSG"u8, line.Text);
                break;
            case ServerLineKind.Announcement or ServerLineKind.Notice:
                Texts(ref to, tags, line, name: default, "NOTICE"u8, line.Text);
                break;
            case ServerLineKind.Gap:
                Gap(ref to, tags, line);
                break;
            case ServerLineKind.Join:
                tags.WriteFirst(ref to);
                Head(ref to, line.Name, isWhole: true, "JOIN"u8, line.Room, "#"u8);
                to.Add(LineEnd);
                break;
            case ServerLineKind.Leave:
                Leave(ref to, tags, line);
                break;
            case ServerLineKind.Rename:
                tags.WriteFirst(ref to);
                Head(ref to, line.Other, isWhole: true, "NICK"u8, line.Name, prefix: default);
                to.Add(LineEnd);
                break;
            case ServerLineKind.Topic:
                OneLine(ref to, tags, line, line.Name, "TOPIC"u8, more: default, line.Text);
                break;
            case ServerLineKind.Error or ServerLineKind.Refused:
                Refused(ref to, tags, line);
                break;
            case ServerLineKind.Ping:
                to.Add("PING :"u8);
                to.Add(Server);
                to.Add(LineEnd);
                break;
            case ServerLineKind.Bye:
                to.Add("ERROR :"u8);
                to.Add(FirstPart(line.Text, MaxLine - 9));
                to.Add(LineEnd);
                break;
            default:
                break;
        }

        return to.Length;
    }

    /// <summary>A text to a room or a person, in as many lines as it needs.</summary>
    /// <param name="name">Of the sender; empty: the server.</param>
    private static void Texts(ref LineBuilder to, scoped in IrcTags tags, scoped in ServerLine line, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> command, scoped ReadOnlySpan<byte> text)
    {
        Span<byte> buffer = stackalloc byte[256];
        var head = new LineBuilder(buffer);
        var isRoom = line.Kind != ServerLineKind.Private && !line.Room.IsEmpty;
        var prefix = isRoom ? "#"u8 : default;
        var target = isRoom ? line.Room : line.Kind == ServerLineKind.Private ? line.Other : "*"u8;
        Head(ref head, name, isWhole: true, command, target, prefix);
        head.Add(" :"u8);
        var isAction = line.Kind == ServerLineKind.Action;
        head.Add(isAction ? "\u0001ACTION "u8 : default);
        var end = isAction ? "\u0001\r\n"u8 : LineEnd;
        var most = MaxLine - head.Length - end.Length;
        var isBatch = text.Length > most && !isAction && !name.IsEmpty && tags.BeginBatch(ref to, name, prefix, target);
        var parts = new IrcParts(text, most);

        // A program may say an empty text, which is one line as well.
        for (var isFirst = true; parts.TryTake(out var part) || isFirst; isFirst = false)
        {
            if (isBatch)
            {
                tags.WriteInBatch(ref to, isFirst);
            }
            else if (isFirst)
            {
                tags.WriteFirst(ref to);
            }
            else
            {
                tags.WriteFurther(ref to);
            }

            to.Add(buffer[..head.Length]);
            to.Add(part);
            to.Add(end);
        }

        if (isBatch)
        {
            tags.EndBatch(ref to);
        }
    }

    private static void Gap(ref LineBuilder to, scoped in IrcTags tags, scoped in ServerLine line)
    {
        Span<byte> buffer = stackalloc byte[64];
        var text = new LineBuilder(buffer);
        text.Add(line.Number);
        text.Add(line.Number == 1 ? " event is missing here"u8 : " events are missing here"u8);
        Texts(ref to, tags, line, name: default, "NOTICE"u8, buffer[..text.Length]);
    }

    /// <summary>A departure; one that an operator caused is shown as the operator's act.</summary>
    private static void Leave(ref LineBuilder to, scoped in IrcTags tags, scoped in ServerLine line)
    {
        if (TryReadOperator(line.Text, out var by, out var why))
        {
            OneLine(ref to, tags, line, by, "KICK"u8, line.Name, why.IsEmpty ? line.Text : why);
            return;
        }

        OneLine(ref to, tags, line, line.Name, "PART"u8, more: default, line.Text);
    }

    /// <summary>Reads <c>Kicked by NAME: WHY</c> and <c>Banned by NAME: WHY</c>. Only the server writes the text of a departure.</summary>
    private static bool TryReadOperator(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> by, out ReadOnlySpan<byte> why)
    {
        why = default;
        by = text.StartsWith("Kicked by "u8) || text.StartsWith("Banned by "u8) ? text["Kicked by ".Length..] : default;
        var colon = by.IndexOf(": "u8);
        if (colon >= 0)
        {
            why = by[(colon + 2)..];
            by = by[..colon];
        }

        return Nickname.TryParse(by, out _);
    }

    /// <summary>A line with a text of the length of a topic or a reason. Its source is shorter if the line would be too long.</summary>
    /// <param name="more">A further parameter; empty: none.</param>
    private static void OneLine(ref LineBuilder to, scoped in IrcTags tags, scoped in ServerLine line, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> command, scoped ReadOnlySpan<byte> more, scoped ReadOnlySpan<byte> text)
    {
        tags.WriteFirst(ref to);
        var start = to.Length;
        var length = name.Length + 1 + name.Length + 1 + Host.Length + command.Length + line.Room.Length + more.Length + text.Length + 10;
        Head(ref to, name, isWhole: length <= MaxLine, command, line.Room, "#"u8);
        if (!more.IsEmpty)
        {
            to.Field(more);
        }

        if (!text.IsEmpty || line.Kind == ServerLineKind.Topic)
        {
            to.Add(" :"u8);
            to.Add(FirstPart(text, MaxLine - LineEnd.Length - (to.Length - start)));
        }

        to.Add(LineEnd);
    }

    /// <summary>Why a text of the member was not said.</summary>
    private static void Refused(ref LineBuilder to, scoped in IrcTags tags, scoped in ServerLine line)
    {
        if (line.Room.IsEmpty || line.Name.IsEmpty)
        {
            Texts(ref to, tags, line, name: default, "NOTICE"u8, line.Text);
            return;
        }

        var start = to.Length;
        Head(ref to, name: default, isWhole: true, "404"u8, line.Name, prefix: default);
        to.Add(" #"u8);
        to.Add(line.Room);
        to.Add(" :"u8);
        to.Add(FirstPart(line.Text, MaxLine - LineEnd.Length - (to.Length - start)));
        to.Add(LineEnd);
    }

    /// <summary>The source, the command and the first parameter.</summary>
    /// <param name="name">Of a member; empty: the server.</param>
    /// <param name="isWhole">The source has the user and the host.</param>
    private static void Head(ref LineBuilder to, scoped ReadOnlySpan<byte> name, bool isWhole, scoped ReadOnlySpan<byte> command, scoped ReadOnlySpan<byte> target, scoped ReadOnlySpan<byte> prefix)
    {
        to.Add((byte)':');
        to.Add(name.IsEmpty ? Server : name);
        if (!name.IsEmpty && isWhole)
        {
            to.Add((byte)'!');
            to.Add(name);
            to.Add((byte)'@');
            to.Add(Host);
        }

        to.Field(command);
        to.Field(prefix);
        to.Add(target);
    }

    private static ReadOnlySpan<byte> FirstPart(ReadOnlySpan<byte> text, int most)
    {
        var parts = new IrcParts(text, most);
        _ = parts.TryTake(out var part);
        return part;
    }
}
