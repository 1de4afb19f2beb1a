using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;

namespace ChatRoom.Server.Fanout;

/// <summary>
/// Finds the place in a typed log at which a reader begins. Ids rise along the log, so the first line of each segment shows
/// whether the place is before it. Times rise unless the clock went back. Any thread: published bytes never change.
/// </summary>
internal static class LogSearch
{
    /// <summary>The place before the first event that is asked for, whether it is kept or not; null: the next event.</summary>
    /// <param name="log">The log in memory, and on disk if it is kept there.</param>
    /// <param name="now">The present, in Unix milliseconds.</param>
    public static LogCursor? Find(EncodedLog log, Since since, long now) => since.Kind switch
    {
        SinceKind.Now => null,
        SinceKind.All => First(log, id: 1),
        SinceKind.After => since.Value >= log.Head.NextId - 1 ? null : First(log, since.Value + 1),
        SinceKind.Last => Last(log, since.Value),
        _ => At(log, now - since.Value),
    };

    /// <summary>The place after the newest event that is before a time.</summary>
    private static LogCursor At(EncodedLog log, long time)
    {
        var head = log.Head;
        for (var segment = head.Segment; log.TryStart(segment, out var start) && log.TryRead(start, head, out var lines, out var after); segment--)
        {
            if (EndOfEarlier(lines.Span, time, out var events) is > 0 and var end)
            {
                return end == lines.Length ? after : new LogCursor(segment, end, start.NextId + events);
            }
        }

        // All events in memory are later. Without a log on disk, the times of older ones are unknown, so all are asked for.
        return First(log, log.Store?.FindTime(time) ?? 1);
    }

    /// <summary>The offset after the last line that is before a time, and the number of lines up to there; 0 if there is none.</summary>
    private static int EndOfEarlier(ReadOnlySpan<byte> lines, long time, out long events)
    {
        var (end, count) = (0, 0L);
        events = 0;
        for (var index = 0; index < lines.Length;)
        {
            var fields = new FieldReader(lines[index..]);
            fields.Word();
            _ = fields.Number();
            var isEarlier = fields.Number() < time;
            index += lines[index..].IndexOf((byte)'\n') + 1;
            count++;
            (end, events) = isEarlier ? (index, count) : (end, events);
        }

        return end;
    }

    /// <summary>The place before the last <paramref name="count"/> messages and actions, as far as they are kept; null if there are none.</summary>
    private static LogCursor? Last(EncodedLog log, long count)
    {
        var found = LastInMemory(log, count, out var missing);
        if (log.Store is not { } store || missing == 0 || store.FirstId >= log.Oldest.NextId)
        {
            return found;
        }

        var id = store.FindLast((int)Math.Min(count, int.MaxValue));
        return id > store.LastId ? null : First(log, id);
    }

    private static LogCursor? LastInMemory(EncodedLog log, long count, out long missing)
    {
        LogCursor? found = null;
        var head = log.Head;
        for (var segment = head.Segment; count > 0 && log.TryStart(segment, out var start); segment--)
        {
            if (!log.TryRead(start, head, out var lines, out _))
            {
                break;
            }

            var said = CountSaid(lines.Span);
            if (said > 0)
            {
                found = BeforeSaid(start, lines.Span, Math.Max(0, said - count));
            }

            count -= said;
        }

        missing = Math.Max(0, count);
        return found;
    }

    private static int CountSaid(ReadOnlySpan<byte> lines)
    {
        var said = 0;
        while (!lines.IsEmpty)
        {
            said += IsSaid(lines) ? 1 : 0;
            lines = lines[(lines.IndexOf((byte)'\n') + 1)..];
        }

        return said;
    }

    /// <summary>The place before a message or action, after <paramref name="others"/> earlier ones.</summary>
    private static LogCursor BeforeSaid(LogCursor start, ReadOnlySpan<byte> lines, long others)
    {
        var (index, next) = (0, start.NextId);
        while (!IsSaid(lines[index..]) || others-- > 0)
        {
            index += lines[index..].IndexOf((byte)'\n') + 1;
            next++;
        }

        return new LogCursor(start.Segment, index, next);
    }

    /// <summary>Whether the first of these lines is a message or an action.</summary>
    private static bool IsSaid(ReadOnlySpan<byte> lines)
    {
        var word = new FieldReader(lines).Word();
        return word.SequenceEqual(TypedWords.Message) || word.SequenceEqual(TypedWords.Bot) || word.SequenceEqual(TypedWords.Action);
    }

    private static LogCursor First(EncodedLog log, long id)
    {
        LogCursor place;
        while (!TryFirst(log, id, out place))
        {
            // Memory dropped the segment that was searched: search again from the new oldest one.
        }

        return place;
    }

    private static bool TryFirst(EncodedLog log, long id, out LogCursor place)
    {
        place = log.Oldest;
        var head = log.Head;
        if (!log.TryRead(place, head, out var lines, out var after))
        {
            return false;
        }

        if (lines.IsEmpty || !IsBefore(lines.Span, id))
        {
            // An event before the oldest one in memory may be on disk, or lost.
            place = id < place.NextId ? LogCursor.OutsideMemory(id) : place;
            return true;
        }

        while (after.NextId < head.NextId)
        {
            if (!log.TryRead(after, head, out var next, out var afterNext))
            {
                return false;
            }

            if (!IsBefore(next.Span, id))
            {
                break;
            }

            (place, lines, after) = (after, next, afterNext);
        }

        place = Within(place, lines.Span, id);
        return true;
    }

    private static LogCursor Within(LogCursor place, ReadOnlySpan<byte> lines, long id)
    {
        var (index, next) = (0, place.NextId);
        while (index < lines.Length && IsBefore(lines[index..], id))
        {
            index += lines[index..].IndexOf((byte)'\n') + 1;
            next++;
        }

        return new LogCursor(place.Segment, place.Index + index, next);
    }

    /// <summary>Whether the first of these lines is before the event <paramref name="id"/>.</summary>
    private static bool IsBefore(ReadOnlySpan<byte> lines, long id)
    {
        var fields = new FieldReader(lines);
        fields.Word();
        return fields.Number() < id;
    }
}
