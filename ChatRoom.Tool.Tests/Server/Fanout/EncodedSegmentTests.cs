using System.Text;
using ChatRoom.Server.Fanout;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Fanout;

internal sealed class EncodedSegmentTests
{
    [Test]
    public void A_new_segment_ends_where_it_starts()
    {
        var segment = new EncodedSegment(3, 100, 64);
        Assert.That(segment.Start, Is.EqualTo(new LogCursor(3, 0, 100)));
        Assert.That(segment.End, Is.EqualTo(segment.Start));
        Assert.That(segment.Free.Length, Is.EqualTo(60), "an event takes 4 bytes more for the offset of its end");
    }

    [Test]
    public void Each_event_moves_the_end_by_its_bytes_and_by_one_id()
    {
        var segment = new EncodedSegment(3, 100, 64);
        Put(segment, "one\n");
        Assert.That(segment.End, Is.EqualTo(new LogCursor(3, 4, 101)));
        Put(segment, "and two\n");
        Assert.That(segment.End, Is.EqualTo(new LogCursor(3, 12, 102)));
        Assert.That(Encoding.ASCII.GetString(segment.Between(4, 12).Span), Is.EqualTo("and two\n"));
        Assert.That(segment.Free.Length, Is.EqualTo(40));
    }

    [Test]
    public void An_event_without_bytes_still_has_an_id()
    {
        var segment = new EncodedSegment(0, 1, 64);
        segment.Append(0);
        segment.Publish(long.MaxValue);
        Assert.That(segment.End, Is.EqualTo(new LogCursor(0, 0, 2)));
    }

    [Test]
    public void Each_place_is_found_by_the_id_and_by_the_bytes_before_it()
    {
        var segment = new EncodedSegment(0, 10, 128);
        string[] events = ["one\n", "two\nlines\n", "", "four\n"];
        Array.ForEach(events, text => Put(segment, text));

        var places = Enumerable.Range(0, 5).Select(count => new LogCursor(0, string.Concat(events[..count]).Length, 10 + count)).ToArray();
        Assert.That(places.Select(place => segment.PlaceBefore(place.NextId)), Is.EqualTo(places));
        Assert.That(
            Enumerable.Range(0, segment.End.Index + 1).Select(segment.PlaceUpTo),
            Is.EqualTo(Enumerable.Range(0, segment.End.Index + 1).Select(offset => places.Last(place => place.Index <= offset))));
    }

    [Test]
    public void A_segment_full_of_events_without_bytes_has_no_space()
    {
        var segment = new EncodedSegment(0, 1, 8);
        segment.Append(0);
        segment.Publish(long.MaxValue);
        segment.Append(0);
        segment.Publish(long.MaxValue);
        Assert.That(segment.Free.IsEmpty);
        Assert.That(segment.End, Is.EqualTo(new LogCursor(0, 0, 3)));
    }

    [Test]
    public void Unpublished_bytes_are_not_visible()
    {
        var segment = new EncodedSegment(0, 1, 64);
        "secret"u8.CopyTo(segment.Free);
        segment.Append(6);
        Assert.That(segment.End, Is.EqualTo(segment.Start));
    }

    [Test]
    public void Discarded_events_make_space_for_others()
    {
        var segment = new EncodedSegment(0, 1, 64);
        Put(segment, "one\n");
        segment.Append(6);
        segment.Discard();
        Assert.That(segment.AppendedEnd, Is.EqualTo(segment.End));
        Put(segment, "two\n");
        Assert.That(Encoding.ASCII.GetString(segment.Between(0, segment.End.Index).Span), Is.EqualTo("one\ntwo\n"));
    }

    private static void Put(EncodedSegment segment, string line)
    {
        Encoding.ASCII.GetBytes(line).CopyTo(segment.Free);
        segment.Append(line.Length);
        segment.Publish(long.MaxValue);
    }
}
