using System.Globalization;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Log;
using ChatRoom.Server.Log.Segments;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log;

internal sealed class StoreReaderTests
{
    [Test]
    public void A_reader_begins_and_ends_at_the_given_ids([Values(ServerLine.MaxEncoded, 10_000, 200_000)] int atOnce)
    {
        using var log = new ScratchLog();
        using var store = log.Open(new StoreOptions { SegmentBytes = 1 });
        var lines = ScratchLog.SayAndCommit(store, 2500).Split('\n');
        foreach (var (from, end) in ((long, long)[])[(1, 1), (1, 2), (1, 2501), (7, 1900), (640, 650), (1999, 2000), (2500, 9999), (2501, 9999), (5000, 9999)])
        {
            using var reader = store.ReadFrom(from);
            var text = new StringBuilder();
            var buffer = new byte[atOnce];
            int length;
            while ((length = reader.Read(end, buffer)) > 0)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, length));
                Assert.That(text.ToString(), Does.EndWith("\n"));
            }

            Assert.That(text.ToString(), Is.EqualTo(string.Concat(lines[..2500].Take((int)Math.Min(end - 1, 2500)).Skip((int)from - 1).Select(line => line + "\n"))));
            Assert.That(reader.NextId, Is.EqualTo(Math.Max(from, Math.Min(end, 2501))));
        }
    }

    [Test]
    public void Events_missing_on_both_sides_of_a_segment_border_are_one_gap()
    {
        using var log = new ScratchLog();
        using (var store = log.Open(new StoreOptions { SegmentBytes = 1 }))
        {
            ScratchLog.SayAndCommit(store, 2500);
        }

        // Missing are the last line of the first segment, the second segment, and the first lines of the third.
        var third = File.ReadAllLines(log.Files[2]);
        Spoil(log.Files[0], ^1..);
        File.Delete(log.Files[1]);
        Spoil(log.Files[1], 0..3);
        var first = File.ReadAllLines(log.Files[0]);
        var (from, to) = (IdOf(first[^2]) + 1, IdOf(third[3]));

        using var again = log.Open();
        Assert.That(ScratchLog.Read(again), Does.Contain($"gap {from} {to - from} lobby\nmessage {to} "));
        Assert.That(ScratchLog.Read(again).Split("gap"), Has.Length.EqualTo(2));
        using var reader = again.ReadFrom(from + 1);
        var buffer = new byte[ServerLine.MaxEncoded];
        Assert.That(Encoding.UTF8.GetString(buffer, 0, reader.Read(from + 5, buffer)), Is.EqualTo($"gap {from + 1} 4 lobby\n"));
        Assert.That(log.Reports.Select(report => report.Split(' ', 2)[1]), Is.EqualTo(new[]
        {
            $"is damaged at byte {new FileInfo(log.Files[0]).Length - first[^1].Length - 1}: 1 line is skipped",
            "is damaged at byte 0: 3 lines are skipped",
        }));
    }

    [Test]
    public void Readers_get_each_event_once_or_in_a_gap_while_segments_are_added_and_deleted()
    {
        const int Events = 60_000;
        using var log = new ScratchLog();
        using var store = log.Open(new StoreOptions { Keep = 512 << 10 });
        using var ready = new Barrier(4);
        var readers = Enumerable.Range(0, 3).Select(number => Task.Factory.StartNew(
            () =>
            {
                ready.SignalAndWait();
                return Follow(store, Events, atOnce: 8_000 << number);
            },
            TaskCreationOptions.LongRunning)).ToArray();

        ready.SignalAndWait();
        for (var id = 1; id <= Events; id += 5)
        {
            for (var line = 0; line < 5; line++)
            {
                ScratchLog.Say(store, id + line, new string('x', 64));
            }

            ScratchLog.Commit(store);
        }

        foreach (var reader in readers)
        {
            Assert.That(reader.Wait(TestTimeout.Limit), "the reader reaches the end");
            Assert.That(reader.Result, Is.EqualTo(Events));
        }

        Assert.That(log.Reports, Is.Empty);
        Assert.That(store.FirstId, Is.GreaterThan(Events / 2));
    }

    [Test]
    public void Files_that_are_not_part_of_the_log_are_reported_and_ignored()
    {
        using var log = new ScratchLog();
        Directory.CreateDirectory(Path.Combine(log.RoomPath, "00000000000000000007.log"));
        File.WriteAllText(Path.Combine(log.RoomPath, "notes.txt"), "");
        File.WriteAllText(Path.Combine(log.RoomPath, "99999999999999999999.log"), "");

        using var store = log.Open();

        Assert.That(log.Reports, Has.Count.EqualTo(3).And.All.EndsWith(" is not part of the log and is ignored"));
        Assert.That(ScratchLog.SayAndCommit(store, 3), Is.EqualTo(ScratchLog.Read(store)));
    }

    /// <summary>Reads up to the last event and asserts that no id is missing or repeated; returns the number of events, with those in gaps.</summary>
    private static long Follow(RoomStore store, long last, int atOnce)
    {
        using var reader = store.ReadFrom(1);
        var buffer = new byte[atOnce];
        var next = 1L;
        while (next <= last)
        {
            var text = Encoding.UTF8.GetString(buffer, 0, reader.Read(long.MaxValue, buffer));
            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var words = line.Split(' ');
                Assert.That(long.Parse(words[1], CultureInfo.InvariantCulture), Is.EqualTo(next));
                next += words[0] == "gap" ? long.Parse(words[2], CultureInfo.InvariantCulture) : 1;
            }

            Assert.That(reader.NextId, Is.EqualTo(next));
        }

        return next - 1;
    }

    private static void Spoil(string file, Range which)
    {
        var lines = File.ReadAllLines(file);
        foreach (ref var line in lines.AsSpan(which))
        {
            line = $"X{line[1..]}";
        }

        File.WriteAllText(file, string.Join('\n', lines) + '\n');
    }

    private static long IdOf(string line) => long.Parse(line.Split(' ')[3], CultureInfo.InvariantCulture);
}
