using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Fanout;

internal sealed class EncodedLogTests
{
    private const int Large = 8 << 20;

    private static readonly long[] Windows = [16 << 10, 20_000, 32 << 10, 64 << 10, 100_000, 128 << 10, 1 << 20];

    [Test]
    public void A_new_log_is_empty()
    {
        var log = new EncodedLog(TestDialects.Line.Encoding, Large, nextId: 5);
        Assert.That(log.Head, Is.EqualTo(log.Oldest));
        Assert.That(log.Head.NextId, Is.EqualTo(5));
    }

    [Test]
    public void A_cursor_reads_from_its_place_to_the_head()
    {
        var log = new EncodedLog(TestDialects.Line.Encoding, Large, nextId: 1);
        Append(log, 1);
        var between = log.Head;
        Append(log, 2);
        Append(log, 3);

        Assert.That(log.TryRead(between, log.Head, out var slice, out var after));

        Assert.That(Encoding.UTF8.GetString(slice.Bytes.Span), Is.EqualTo("a: 2\na: 3\n"));
        Assert.That(after, Is.EqualTo(log.Head));
        Assert.That(log.TryRead(after, log.Head, out slice, out after));
        Assert.That(slice.Count, Is.Zero);
        Assert.That(after, Is.EqualTo(log.Head));
    }

    [Test]
    public void A_read_ends_at_the_limit()
    {
        var log = new EncodedLog(TestDialects.Line.Encoding, Large, nextId: 1);
        var start = log.Head;
        Append(log, 1);
        var limit = log.Head;
        Append(log, 2);

        Assert.That(log.TryRead(start, limit, out var slice, out var after));

        Assert.That(Encoding.UTF8.GetString(slice.Bytes.Span), Is.EqualTo("a: 1\n"));
        Assert.That(after, Is.EqualTo(limit));
    }

    [Test]
    public void Every_cursor_sees_the_same_order_while_the_log_is_written()
    {
        const int Events = 30_000;
        var log = new EncodedLog(TestDialects.Line.Encoding, Large, nextId: 1);
        var start = log.Head;
        using var ready = new Barrier(4);
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
            () =>
            {
                ready.SignalAndWait();
                return Follow(log, start, untilId: Events + 1);
            },
            TaskCreationOptions.LongRunning)).ToArray();

        ready.SignalAndWait();
        var written = new StringBuilder();
        for (var id = 1; id <= Events; id++)
        {
            written.Append(Append(log, id));
        }

        foreach (var reader in readers)
        {
            Assert.That(reader.Wait(TestTimeout.Limit), "the reader reaches the end");
            Assert.That(reader.Result == written.ToString(), "the reader gets every line that was written");
        }
    }

    [TestCaseSource(nameof(Windows))]
    public void The_memory_never_exceeds_the_window(long window)
    {
        var log = new EncodedLog(TestDialects.Line.Encoding, window, nextId: 1);
        for (var id = 1; id <= 10_000; id++)
        {
            Append(log, id, new string('x', id % 1000));
            Assert.That(log.KeptBytes, Is.InRange(1, window), $"after event {id}");
        }
    }

    [Test]
    public void Memory_grows_only_as_needed()
    {
        var log = new EncodedLog(TestDialects.Line.Encoding, Large, nextId: 1);
        Append(log, 1);
        Assert.That(log.KeptBytes, Is.LessThan(16 << 10));
    }

    [TestCaseSource(nameof(Windows))]
    public void The_newest_event_is_always_kept(long window)
    {
        var log = new EncodedLog(TestDialects.Line.Encoding, window, nextId: 1);
        for (var id = 1; id <= 10_000; id++)
        {
            var before = log.Head;
            var line = Append(log, id, new string('x', id % 1000));
            Assert.That(Read(log, before), Is.EqualTo(line), $"event {id}");
        }
    }

    [TestCaseSource(nameof(Windows))]
    public void A_cursor_whose_place_was_dropped_goes_on_at_the_oldest_event(long window)
    {
        var log = new EncodedLog(TestDialects.Line.Encoding, window, nextId: 1);
        var start = log.Head;
        var written = new List<string>();
        while (log.TryRead(start, log.Head, out _, out _))
        {
            written.Add(Append(log, written.Count + 1));
        }

        var oldest = log.Oldest;
        Assert.That(oldest.NextId, Is.InRange(2, log.Head.NextId));
        Assert.That(log.Head.NextId, Is.EqualTo(written.Count + 1));
        Assert.That(Read(log, oldest), Is.EqualTo(string.Concat(written.Skip((int)oldest.NextId - 1))));
    }

    [Test]
    public void Readers_that_fall_behind_the_window_miss_exactly_the_events_of_their_gaps()
    {
        const int Events = 60_000;
        var log = new EncodedLog(TestDialects.Line.Encoding, 64 << 10, nextId: 1);
        var start = log.Head;
        using var ready = new Barrier(4);
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
            () =>
            {
                ready.SignalAndWait();
                return CountWithGaps(log, start, untilId: Events + 1);
            },
            TaskCreationOptions.LongRunning)).ToArray();

        ready.SignalAndWait();
        for (var id = 1; id <= Events; id++)
        {
            Append(log, id);
        }

        foreach (var reader in readers)
        {
            Assert.That(reader.Wait(TestTimeout.Limit), "the reader reaches the end");
            Assert.That(reader.Result, Is.EqualTo(Events));
        }
    }

    /// <summary>Appends "a: ID", followed by <paramref name="more"/>; returns the line.</summary>
    private static string Append(EncodedLog log, long id, string more = "")
    {
        var line = new ServerLineValues(ServerLineKind.Message) { Id = id, Name = "a", Text = id + more };
        log.Append(line.View());
        log.Publish();
        return $"a: {id}{more}\n";
    }

    private static string Read(EncodedLog log, LogCursor from) => Follow(log, from, log.Head.NextId);

    /// <summary>Reads until <paramref name="untilId"/> is the next event.</summary>
    private static string Follow(EncodedLog log, LogCursor cursor, long untilId)
    {
        var read = new StringBuilder();
        while (cursor.NextId < untilId)
        {
            Assert.That(log.TryRead(cursor, log.Head, out var slice, out cursor), "the place is in memory");
            read.Append(Encoding.UTF8.GetString(slice.Bytes.Span));
        }

        return read.ToString();
    }

    /// <summary>The number of events that were read, in order, and of events that were missed.</summary>
    private static long CountWithGaps(EncodedLog log, LogCursor cursor, long untilId)
    {
        var count = 0L;
        while (cursor.NextId < untilId)
        {
            if (!log.TryRead(cursor, log.Head, out var slice, out var after))
            {
                var oldest = log.Oldest;
                count += oldest.NextId - cursor.NextId;
                cursor = oldest;
                continue;
            }

            var lines = Encoding.UTF8.GetString(slice.Bytes.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var expected = Enumerable.Range((int)cursor.NextId, lines.Length).Select(id => $"a: {id}");
            Assert.That(lines.SequenceEqual(expected), $"events from {cursor.NextId} on, without holes");
            count += lines.Length;
            cursor = after;
        }

        return count;
    }
}
