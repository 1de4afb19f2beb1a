using System.Buffers.Text;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Server.Log.Records;

/// <summary>Numbers of a session's lines, from first to last: in a stamp <c>!N</c> or <c>!N-M</c>.</summary>
internal readonly record struct NumberRange(long First, long Last)
{
    /// <summary>Takes a range off the start of the text; false if it does not begin with one.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> text, out NumberRange range)
    {
        range = default;
        if (text.IsEmpty || text[0] != '!' || !TryTakeNumber(ref text, out var first))
        {
            return false;
        }

        var last = first;
        if (!text.IsEmpty && text[0] == '-' && !TryTakeNumber(ref text, out last))
        {
            return false;
        }

        range = new NumberRange(first, last);
        return first <= last;
    }

    /// <summary>
    /// Adds a range to ranges in rising order, of which the newest <see cref="Stamp.MaxRefused"/> are kept. One that overlaps or
    /// continues the last extends it: a segment's head repeats ranges that are known.
    /// </summary>
    public static void AddTo(List<NumberRange> ranges, NumberRange range)
    {
        if (ranges.Count > 0 && range.First <= ranges[^1].Last + 1)
        {
            ranges[^1] = ranges[^1] with { Last = Math.Max(ranges[^1].Last, range.Last) };
            return;
        }

        if (ranges.Count == Stamp.MaxRefused)
        {
            ranges.RemoveAt(0);
        }

        ranges.Add(range);
    }

    public void Write(ref LineBuilder to)
    {
        to.Add((byte)'!');
        to.Add(First);
        if (Last != First)
        {
            to.Add((byte)'-');
            to.Add(Last);
        }
    }

    /// <summary>Takes one separator and the digits after it.</summary>
    private static bool TryTakeNumber(ref ReadOnlySpan<byte> text, out long number)
    {
        text = text[1..];
        var isNumber = Utf8Parser.TryParse(text, out number, out var used) && text[0] >= (byte)'0';
        text = text[used..];
        return isNumber;
    }
}
