using ChatRoom.Protocol;
using ChatRoom.Server.Log;
using ChatRoom.Server.Log.Segments;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log;

internal sealed class StoreSearchTests
{
    /// <summary>The log has three events at each of the times 10, 20, 30 and so on, one of them a message, in several segments.</summary>
    private const int Events = 6000;

    [Test]
    public void A_time_is_found()
    {
        using var log = new ScratchLog();
        using var store = Filled(log);
        foreach (var time in Enumerable.Range(0, 1000).Select(number => 41L * number))
        {
            var expected = Math.Min(Events + 1, (Math.Max(0, ((time + 9) / 10) - 1) * 3) + 1);
            Assert.That(store.FindTime(time), Is.EqualTo(expected), $"time {time}");
        }
    }

    [TestCase(0, 6001)]
    [TestCase(1, 5998)]
    [TestCase(2, 5995)]
    [TestCase(1999, 4)]
    [TestCase(2000, 1)]
    [TestCase(2001, 1)]
    [TestCase(int.MaxValue, 1)]
    public void The_last_messages_are_found(int count, long id)
    {
        using var log = new ScratchLog();
        using var store = Filled(log);
        Assert.That(store.FindLast(count), Is.EqualTo(id));
    }

    [Test]
    public void A_search_skips_damage()
    {
        using var log = new ScratchLog();
        Filled(log).Dispose();
        var random = new Random(1);
        foreach (var file in log.Files)
        {
            var bytes = File.ReadAllBytes(file);
            random.NextBytes(bytes.AsSpan(bytes.Length / 4, bytes.Length / 2));
            File.WriteAllBytes(file, bytes);
        }

        using var store = log.Open();
        var read = ScratchLog.Read(store);
        foreach (var time in Enumerable.Range(0, 500).Select(number => 41L * number))
        {
            var expected = read.Split('\n').Select(line => line.Split(' '))
                .FirstOrDefault(words => words[0] is "message" or "join" && long.Parse(words[2]) >= time)?[1];
            Assert.That(store.FindTime(time), Is.EqualTo(expected is null ? store.LastId + 1 : long.Parse(expected)), $"time {time}");
        }

        var said = read.Split('\n').Where(line => line.StartsWith("message", StringComparison.Ordinal)).ToArray();
        Assert.That(store.FindLast(said.Length - 5), Is.EqualTo(long.Parse(said[5].Split(' ')[1])));
    }

    [Test]
    public void An_empty_log_has_nothing_to_find()
    {
        using var log = new ScratchLog();
        using var store = log.Open();
        Assert.That((store.FindTime(0), store.FindLast(10)), Is.EqualTo((1, 1)));
    }

    [Test]
    public void After_the_clock_went_back_a_search_for_a_time_skips_the_wrong_times()
    {
        using var log = new ScratchLog();
        using (var store = log.Open())
        {
            foreach (var time in new long[] { 10, 20, 9000, 9001, 30, 40, 50 })
            {
                SayAt(store, time);
            }

            Assert.That(Found(store), Is.EqualTo(new[] { 1L, 2, 6, 7, 8 }));
            Assert.That(log.Files, Has.Length.EqualTo(2), "times rise within a file");
        }

        using var opened = log.Open();
        Assert.That(opened.State.LastTime, Is.EqualTo(50));
        Assert.That(Found(opened), Is.EqualTo(new[] { 1L, 2, 6, 7, 8 }));
    }

    private static IEnumerable<long> Found(RoomStore store) => new long[] { 5, 15, 35, 45, 60 }.Select(store.FindTime);

    private static void SayAt(RoomStore store, long time)
    {
        var line = new ServerLineValues(ServerLineKind.Message) { Id = store.LastId + 1, Time = time, Room = "lobby", Name = "alice", Text = "hi" };
        store.Batch.AddEvent(line.View(), default);
        ScratchLog.Commit(store);
    }

    private static RoomStore Filled(ScratchLog log)
    {
        var store = log.Open(new StoreOptions { SegmentBytes = 100_000 });
        for (var id = 1; id <= Events; id++)
        {
            var line = new ServerLineValues(id % 3 == 1 ? ServerLineKind.Message : ServerLineKind.Join)
            {
                Id = id,
                Time = (id + 2) / 3 * 10,
                Room = "lobby",
                Name = "alice",
                Text = new string('x', id % 100),
            };
            store.Batch.AddEvent(line.View(), default);
            ScratchLog.Mark(store, ScratchLog.Alice, number: id, time: line.Time);
            ScratchLog.Commit(store);
        }

        return store;
    }
}
