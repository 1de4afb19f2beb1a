using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Fanout;

namespace ChatRoom.Server.Rooms.Reading;

/// <summary>
/// Finds the place in a typed log at which a reader begins. In memory an event's place gives its id. Times rise unless the
/// clock went back. Any thread: published bytes never change.
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

    /// <summary>The id of the event after the newest one that is before a time, in Unix milliseconds.</summary>
    public static long FindTime(EncodedLog log, long time) => At(log, time).NextId;

    /// <summary>The place after the newest event that is before a time.</summary>
    private static LogCursor At(EncodedLog log, long time)
    {
        var head = log.Head;
        for (var segment = head.Segment; log.TryStart(segment, out var start) && log.TryRead(start, head, out var events, out var after); segment--)
        {
            for (var index = events.Count; index > 0; index--)
            {
                if (TimeOf(events[index - 1]) < time)
                {
                    return index == events.Count ? after : events.PlaceBefore(index);
                }
            }
        }

        // All events in memory are later. Without a log on disk, the times of older ones are unknown, so all are asked for.
        return First(log, log.Store?.FindTime(time) ?? 1);
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
        missing = count;
        var head = log.Head;
        for (var segment = head.Segment; missing > 0 && log.TryStart(segment, out var start) && log.TryRead(start, head, out var events, out _); segment--)
        {
            for (var index = events.Count - 1; missing > 0 && index >= 0; index--)
            {
                if (IsSaid(events[index]))
                {
                    found = events.PlaceBefore(index);
                    missing--;
                }
            }
        }

        return found;
    }

    /// <summary>The place before an event, or after the newest; an event before the oldest one in memory may be on disk, or lost.</summary>
    private static LogCursor First(EncodedLog log, long id) => log.PlaceBefore(Math.Min(id, log.Head.NextId));

    private static long TimeOf(ReadOnlySpan<byte> line)
    {
        var fields = new FieldReader(line);
        fields.Word();
        _ = fields.Number();
        return fields.Number();
    }

    /// <summary>Whether a line is a message or an action.</summary>
    private static bool IsSaid(ReadOnlySpan<byte> line)
    {
        var word = new FieldReader(line).Word();
        return word.SequenceEqual(TypedWords.Message) || word.SequenceEqual(TypedWords.Bot) || word.SequenceEqual(TypedWords.Action);
    }
}
