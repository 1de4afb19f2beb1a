using System.Buffers.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;

namespace ChatRoom.Server.Log.Records;

/// <summary>The kinds of lines in the log.</summary>
internal enum LogRecordKind
{
    /// <summary>An event of the room, as in the typed dialect.</summary>
    Event,

    /// <summary>The first line of every segment: <c>log/1 IDENTITY ROOM FIRST-ID TIME</c>.</summary>
    Header,

    /// <summary>How far the session of the stamp got: <c>mark TIME</c>.</summary>
    Mark,

    /// <summary>The room's topic from here on: <c>subject TIME NAME TEXT</c>.</summary>
    Subject,
}

/// <summary>
/// One line of the log, <c>CRC STAMP BODY</c>, without its LF; <see cref="RecordBatch"/> writes it. A view over bytes
/// that belong to the caller.
/// </summary>
internal ref struct LogRecord
{
    /// <summary>Bytes of the longest record with its LF.</summary>
    public const int MaxEncoded = Checksum.Length + SessionStamp.MaxEncoded + 1 + ServerLine.MaxEncoded;

    public LogRecordKind Kind;

    /// <summary>The session of the stamp; empty: none.</summary>
    public ReadOnlySpan<byte> Session;

    public long Number;

    /// <summary>The refused lines of the stamp, as written: one <see cref="NumberRange"/> after another.</summary>
    public ReadOnlySpan<byte> Refused;

    public int More;

    /// <summary>The id of the event; in a header, the first id that the segment may hold.</summary>
    public long Id;

    /// <summary>Unix milliseconds.</summary>
    public long Time;

    /// <summary>True for a message or an action.</summary>
    public bool IsSaid;

    public ReadOnlySpan<byte> Identity;

    /// <summary>In a header, the room; in a subject, the name of the person who set the topic.</summary>
    public ReadOnlySpan<byte> Name;

    public ReadOnlySpan<byte> Text;

    /// <summary>An event's line in the typed dialect.</summary>
    public ReadOnlySpan<byte> Body;

    /// <summary>False for a damaged line, or one in a form that this version does not know.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out LogRecord record)
    {
        record = default;
        if (!Checksum.Matches(line))
        {
            return false;
        }

        line = line[Checksum.Length..];
        var space = line.IndexOf((byte)' ');
        return space > 0 && record.TryReadStamp(line[..space]) && record.TryReadBody(line[(space + 1)..]);
    }

    private bool TryReadStamp(ReadOnlySpan<byte> stamp)
    {
        var plus = stamp.LastIndexOf((byte)'+');
        if (plus >= 0)
        {
            if (!Utf8Parser.TryParse(stamp[(plus + 1)..], out More, out var used) || used != stamp.Length - plus - 1 || More <= 0)
            {
                return false;
            }

            stamp = stamp[..plus];
        }

        if (stamp.SequenceEqual("-"u8))
        {
            return true;
        }

        var slash = stamp.IndexOf((byte)'/');
        if (slash < 0 || !SessionStamp.IsSession(stamp[..slash]))
        {
            return false;
        }

        Session = stamp[..slash];
        stamp = stamp[(slash + 1)..];
        var isNumber = Utf8Parser.TryParse(stamp, out Number, out var digits) && Number >= 0;
        var rest = Refused = stamp[digits..];
        while (NumberRange.TryTake(ref rest, out _))
        {
        }

        return isNumber && rest.IsEmpty;
    }

    private bool TryReadBody(ReadOnlySpan<byte> body)
    {
        Body = body;
        if (ServerLineParser.TryParse(body, out var line) == ParseResult.Ok)
        {
            (Id, Time) = (line.Id, line.Time);
            IsSaid = line.Kind is ServerLineKind.Message or ServerLineKind.Action;
            return line.Kind is >= ServerLineKind.Message and <= ServerLineKind.Topic && Id > 0;
        }

        var fields = new FieldReader(body);
        var word = fields.Word();
        if (word.SequenceEqual(RecordWords.Header))
        {
            Kind = LogRecordKind.Header;
            Identity = fields.Word();
            Name = fields.Word();
            Id = fields.Number();
            Time = fields.Number();
        }
        else if (word.SequenceEqual(RecordWords.Subject))
        {
            Kind = LogRecordKind.Subject;
            Time = fields.Number();
            Name = fields.Word();
            Text = fields.Text();
        }
        else
        {
            Kind = LogRecordKind.Mark;
            Time = fields.Number();
            return word.SequenceEqual(RecordWords.Mark) && fields.IsComplete;
        }

        return fields.IsComplete;
    }
}
