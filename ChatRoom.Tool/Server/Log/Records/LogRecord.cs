using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;

namespace ChatRoom.Server.Log.Records;

/// <summary>The kinds of lines in the log.</summary>
internal enum LogRecordKind
{
    /// <summary>An event of the room, as in the typed dialect.</summary>
    Event,

    /// <summary>The first line of every segment: <c>log/2 IDENTITY ROOM FIRST-ID TIME</c>.</summary>
    Header,

    /// <summary>How far the session of the stamp got, and who has it: <c>mark TIME [NAME [ID]]</c>.</summary>
    Mark,

    /// <summary>The room's topic from here on: <c>subject TIME NAME TEXT</c>.</summary>
    Subject,

    /// <summary>A member that came in earlier, in a head: <c>present ROOM NAME person|bot TIME</c>.</summary>
    Seat,

    /// <summary>Sessions that nobody has, and that were not used since a time, are forgotten: <c>forget TIME</c>.</summary>
    Forget,
}

/// <summary>
/// One line of the log, <c>CRC STAMP BODY</c>, without its LF; <see cref="RecordBatch"/> writes it. A view over bytes
/// that belong to the caller.
/// </summary>
internal ref struct LogRecord
{
    /// <summary>Bytes of the longest record with its LF.</summary>
    public const int MaxEncoded = Checksum.Length + Records.Stamp.MaxEncoded + 1 + ServerLine.MaxEncoded;

    public LogRecordKind Kind;

    public ReadStamp Stamp;

    /// <summary>
    /// The fields: of an event, the event; of a header, Code (identity), Room, Id (the first that the segment may hold) and Time; of a
    /// mark, Time, Name (empty: not known) and Id (the last event of the session; 0: not known); of the others, those of their form.
    /// </summary>
    public ServerLine Line;

    /// <summary>A header of version 1, which does not repeat the members.</summary>
    public bool IsOldVersion;

    /// <summary>Everything after the stamp.</summary>
    public ReadOnlySpan<byte> Body;

    public readonly long Id => Line.Id;

    /// <summary>Unix milliseconds.</summary>
    public readonly long Time => Line.Time;

    /// <summary>True for a message or an action.</summary>
    public readonly bool IsSaid => Kind == LogRecordKind.Event && Line.Kind is ServerLineKind.Message or ServerLineKind.Action;

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
        return space > 0 && ReadStamp.TryParse(line[..space], out record.Stamp) && record.TryReadBody(line[(space + 1)..]);
    }

    private bool TryReadBody(ReadOnlySpan<byte> body)
    {
        Body = body;
        if (ServerLineParser.TryParse(body, out Line) == ParseResult.Ok)
        {
            Kind = Line.Kind == ServerLineKind.Present ? LogRecordKind.Seat : LogRecordKind.Event;
            return Kind == LogRecordKind.Seat || (Line.IsEvent && !Line.IsPast && Line.Id > 0);
        }

        Line = default;
        var fields = new FieldReader(body);
        var word = fields.Word();
        IsOldVersion = word.SequenceEqual(RecordWords.OldHeader);
        if (IsOldVersion || word.SequenceEqual(RecordWords.Header))
        {
            Kind = LogRecordKind.Header;
            Line.Code = fields.Word();
            Line.Room = fields.Word();
            Line.Id = fields.Number();
            Line.Time = fields.Number();
        }
        else if (word.SequenceEqual(RecordWords.Subject))
        {
            Kind = LogRecordKind.Subject;
            Line.Time = fields.Number();
            Line.Name = fields.Word();
            Line.Text = fields.Text();
        }
        else
        {
            Kind = word.SequenceEqual(RecordWords.Forget) ? LogRecordKind.Forget : LogRecordKind.Mark;
            Line.Time = fields.Number();
            Line.Name = Kind == LogRecordKind.Mark && !fields.IsAtEnd ? fields.Word() : default;
            Line.Id = Kind == LogRecordKind.Mark && !fields.IsAtEnd ? fields.Number() : 0;
            return fields.IsComplete && (Kind == LogRecordKind.Forget || word.SequenceEqual(RecordWords.Mark));
        }

        return fields.IsComplete;
    }
}
