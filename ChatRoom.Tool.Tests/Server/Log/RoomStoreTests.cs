using System.Text;
using System.Text.RegularExpressions;
using ChatRoom.Protocol;
using ChatRoom.Server.Log;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Log.Segments;
using ChatRoom.Tests.Support.Values;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log;

internal sealed class RoomStoreTests
{
    private static readonly StoreOptions SmallSegments = new() { SegmentBytes = 1 };

    [Test]
    public void A_room_without_a_log_is_empty_and_leaves_nothing_on_disk()
    {
        using var log = new ScratchLog();
        using var store = log.Open();

        Assert.That((store.FirstId, store.LastId, store.State.LastTime), Is.EqualTo((1, 0, 0)));
        Assert.That(ScratchLog.Read(store), Is.Empty);
        Assert.That(Directory.EnumerateFileSystemEntries(log.Path), Is.Empty);
        Assert.That(store.Sync(), Is.Null);
    }

    [Test]
    public void The_file_is_the_log()
    {
        using var log = new ScratchLog();
        using var store = log.Open();
        ScratchLog.Say(store, 1, "hello", ScratchLog.Alice, number: 7, [new(2, 2), new(4, 6)], more: 1);
        ScratchLog.Say(store, 2, "");
        ScratchLog.SetTopic(store, 3, "bob", "fish and chips");
        ScratchLog.Mark(store, ScratchLog.Bob, number: 9, time: 4, new NumberRange(9, 9));
        ScratchLog.Commit(store);

        var lines = File.ReadAllLines(log.Files.Single());

        Assert.That(Path.GetFileName(log.Files.Single()), Is.EqualTo("00000000000000000001.log"));
        Assert.That(lines.Select(line => line[9..]), Is.EqualTo(new[]
        {
            $"- log/2 {store.State.Identity} lobby 1 1",
            "0123456789abcdef/7!2!4-6+1 message 1 1 lobby alice hello",
            "- message 2 2 lobby alice ",
            "- subject 3 bob fish and chips",
            "bobbobbobbobbobbobbobbobbobbob12/9!9 mark 4",
        }));
        Assert.That(lines, Has.All.Match(new Regex("^[0-9a-f]{8} ")));
    }

    [Test]
    public void The_checksum_is_the_standard_one() =>
        Assert.That(Checksum.Of("123456789"u8), Is.EqualTo(0xE3069283));

    [Test]
    public void A_log_that_is_opened_again_goes_on_where_it_was()
    {
        using var log = new ScratchLog();
        string identity;
        using (var store = log.Open())
        {
            identity = store.State.Identity;
            ScratchLog.Say(store, 1, "one", ScratchLog.Alice, number: 5, [new(3, 4)]);
            ScratchLog.Say(store, 2, "two", ScratchLog.Alice, number: 6);
            ScratchLog.Mark(store, ScratchLog.Alice, number: 9, time: 20, new NumberRange(8, 9));
            ScratchLog.SetTopic(store, 30, "bob", "fish");
            ScratchLog.Commit(store);
        }

        using var again = log.Open();

        Assert.That(identity, Does.Match("^[0-9a-f]{16}$"));
        Assert.That((again.State.Identity, again.FirstId, again.LastId, again.State.LastTime), Is.EqualTo((identity, 1, 2, 2)));
        Assert.That(Topic(again), Is.EqualTo("30 bob fish"));
        Assert.That(Sessions(again), Is.EqualTo(new[] { $"{ScratchLog.Alice} 9 20 !3-4 !8-9" }));
        Assert.That(log.Reports, Is.Empty);
        Assert.That(ScratchLog.SayAndCommit(again, 1), Does.StartWith("message 3 "));
    }

    [Test]
    public void Every_segment_repeats_all_that_a_restart_needs()
    {
        using var log = new ScratchLog();
        string identity;
        string said;
        using (var store = log.Open(SmallSegments))
        {
            identity = store.State.Identity;
            ScratchLog.SetTopic(store, 1, "bob", "fish");
            ScratchLog.Mark(store, ScratchLog.Alice, number: 5, time: 1, new NumberRange(2, 2), new NumberRange(4, 5));
            ScratchLog.Mark(store, ScratchLog.Bob, number: 7, time: 1);
            store.Batch.AddMark(new Stamp { Session = ScratchLog.Session(ScratchLog.Bob), Number = 7, IsOver = true }, time: 1);
            said = ScratchLog.SayAndCommit(store, 2000);
            Assert.That(log.Files, Has.Length.EqualTo(4));
        }

        using (var whole = log.Open(SmallSegments))
        {
            Assert.That(ScratchLog.Read(whole), Is.EqualTo(said));
        }

        Array.ForEach(log.Files[..^1], File.Delete);
        using var again = log.Open(SmallSegments);

        Assert.That((again.State.Identity, again.LastId, again.State.LastTime), Is.EqualTo((identity, 2000, 2000)));
        Assert.That(Topic(again), Is.EqualTo("1 bob fish"));
        Assert.That(Sessions(again), Does.Contain($"{ScratchLog.Alice} 5 1 !2 !4-5"));
        var gap = $"gap 1 {again.FirstId - 1} lobby\n";
        Assert.That(ScratchLog.Read(again), Does.StartWith(gap));
        Assert.That(said, Does.EndWith(ScratchLog.Read(again)[gap.Length..]));
    }

    [Test]
    public void A_log_that_is_too_large_loses_its_oldest_segments()
    {
        using var log = new ScratchLog();
        using var store = log.Open(new StoreOptions { Keep = 512 << 10 });
        ScratchLog.SayAndCommit(store, 10_000);
        Assert.That(store.Sync(), Is.Null);

        Assert.That(log.Files.Sum(file => new FileInfo(file).Length), Is.InRange(400 << 10, 512 << 10));
        Assert.That(log.Files[0], Does.EndWith($"{store.FirstId:D20}.log"));
        Assert.That(ScratchLog.Read(store), Does.StartWith($"gap 1 {store.FirstId - 1} lobby\nmessage {store.FirstId} "));
    }

    [Test]
    public void Events_that_are_too_old_are_deleted_by_the_segment()
    {
        using var log = new ScratchLog();
        using var store = log.Open(new StoreOptions { KeepFor = TimeSpan.FromMilliseconds(800) });
        ScratchLog.SayAndCommit(store, 2000);
        Assert.That(store.FirstId, Is.EqualTo(1), "nothing is deleted before the present is given");

        store.DropOld(now: 2000);
        Assert.That(store.FirstId, Is.InRange(1000, 1200));

        store.DropOld(now: 3000);

        Assert.That(store.FirstId, Is.InRange(1890, 2000));
        Assert.That(store.Sync(), Is.Null);
        Assert.That(log.Files, Has.Length.EqualTo(1), "the newest segment stays");
    }

    [Test]
    public void A_segment_without_events_does_not_grow_forever()
    {
        using var log = new ScratchLog();
        using var store = log.Open(SmallSegments);
        ScratchLog.Mark(store, ScratchLog.Bob, number: 1, time: 1);
        for (var number = 1; number < 10_000; number++)
        {
            ScratchLog.Mark(store, ScratchLog.Alice, number, time: number);
            ScratchLog.Commit(store);
            if (number % 10 == 0)
            {
                Assert.That(store.Sync(), Is.Null);
                store.DropOld(now: number);
            }
        }

        using var again = log.Open(SmallSegments);

        Assert.That(new FileInfo(log.Files.Single()).Length, Is.LessThan(66 << 10));
        Assert.That(Sessions(again), Is.EquivalentTo(new[] { $"{ScratchLog.Alice} 9999 9999", $"{ScratchLog.Bob} 1 1" }));
    }

    [Test]
    public void The_newest_refused_lines_of_a_session_are_remembered()
    {
        using var log = new ScratchLog();
        using var store = log.Open();
        for (var number = 1; number <= 200; number += 2)
        {
            ScratchLog.Mark(store, ScratchLog.Alice, number, time: 500, new NumberRange(number, number));
        }

        ScratchLog.Commit(store);

        var refused = store.State.Sessions.All.Single().Refused;
        Assert.That((refused.Count, refused[^1]), Is.EqualTo((Stamp.MaxRefused, new NumberRange(199, 199))));
    }

    [Test]
    public void An_id_is_used_once()
    {
        using var log = new ScratchLog();
        using var store = log.Open();
        ScratchLog.Say(store, 5, "five");

        Assert.That(() => ScratchLog.Say(store, 5, "again"), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_sync_covers_everything_committed()
    {
        using var log = new ScratchLog();
        using var store = log.Open(SmallSegments);
        ScratchLog.SayAndCommit(store, 2000);
        Assert.That(store.SyncedId, Is.Zero);

        Assert.That(store.Sync(), Is.Null);

        Assert.That(store.SyncedId, Is.EqualTo(2000));
        Directory.Delete(log.RoomPath, recursive: true);
        ScratchLog.SayAndCommit(store, 2000);
        Assert.That(store.Sync(), Is.Null.Or.Contain("no such file"));
    }

    [Test]
    public void A_commit_allocates_nothing()
    {
        using var log = new ScratchLog();
        using var store = log.Open();
        ScratchLog.Say(store, 1, "hello", ScratchLog.Alice, number: 1);
        ScratchLog.Commit(store);
        var line = new ServerLine { Kind = ServerLineKind.Message, Room = "lobby"u8, Name = "alice"u8, Text = "hello"u8 };
        var (before, session) = (0L, ScratchLog.Session(ScratchLog.Alice));
        for (var id = 2; id < 1000; id++)
        {
            before = id == 500 ? GC.GetAllocatedBytesForCurrentThread() : before;
            line.Id = id;
            store.Batch.AddEvent(line, new Stamp { Session = session, Number = id });
            store.TryCommit(out _);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void Records_are_read_back_as_they_were_written() =>
        Fuzz.Each(
            (from kind in FsCheck.Fluent.Gen.Elements(ServerLineKind.Message, ServerLineKind.Action, ServerLineKind.Join, ServerLineKind.Leave, ServerLineKind.Rename)
             from name in Samples.Name.Two()
             from text in Samples.Text
             from isBot in Samples.Bool
             from session in FsCheck.Fluent.Gen.Elements("", ScratchLog.Alice, ScratchLog.Bob)
             from number in Samples.Long
             from skip in Samples.Number(1, 3)
             from commits in Samples.Bool
             select (Kind: kind, Names: name, Text: text, IsBot: isBot, Session: session, Number: number, Skip: skip, Commits: commits)).ArrayOf(),
            said =>
            {
                using var log = new ScratchLog();
                var expected = new StringBuilder();
                using (var store = log.Open())
                {
                    var (id, next) = (0L, 1L);
                    foreach (var (kind, names, text, isBot, session, number, skip, commits) in said)
                    {
                        id += skip;
                        expected.Append(skip == 1 ? "" : $"gap {next} {skip - 1} lobby\n");
                        var line = new ServerLineValues(kind) { Id = id, Time = id, Room = "lobby", Name = names.Item1, Other = names.Item2, Text = text, IsBot = isBot };
                        expected.Append(line.In(TestDialects.Typed));
                        next = id + 1;
                        store.Batch.AddEvent(line.View(), new Stamp { Session = ScratchLog.Session(session), Number = number });
                        Assert.That(Encoding.UTF8.GetString(store.Batch.LastEvent), Is.EqualTo(line.In(TestDialects.Typed)));
                        Assert.That(!commits || store.TryCommit(out _));
                    }

                    Assert.That(store.TryCommit(out _));
                    Assert.That(ScratchLog.Read(store, atOnce: ServerLine.MaxEncoded), Is.EqualTo(expected.ToString()));
                }

                using var again = log.Open();
                Assert.That(ScratchLog.Read(again), Is.EqualTo(expected.ToString()));
                Assert.That(
                    again.State.Sessions.All.Select(session => (session.Id.ToString(), session.Number)),
                    Is.EquivalentTo(said.Where(one => one.Session.Length > 0).GroupBy(one => one.Session).Select(one => (one.Key, one.Max(say => say.Number)))));
                Assert.That(log.Reports, Is.Empty);
            });

    [Test]
    public void The_longest_record_fits()
    {
        using var log = new ScratchLog();
        using var store = log.Open();
        var line = ServerLineValues.Longest(ServerLineKind.Message) with { IsBot = true, IsPast = false };
        var refused = Enumerable.Range(1, 100).Select(number => new NumberRange(long.MaxValue - 1000 + (4 * number), long.MaxValue - 999 + (4 * number))).ToArray();

        store.Batch.AddEvent(line.View(), new Stamp { Session = ScratchLog.Session(ScratchLog.Bob), Number = long.MaxValue, Refused = refused, More = int.MaxValue });
        ScratchLog.Commit(store);

        Assert.That(store.LastId, Is.EqualTo(long.MaxValue));
        Assert.That(store.State.Sessions.All.Single().Refused, Is.EqualTo(refused[^Stamp.MaxRefused..]));
    }

    private static string Topic(RoomStore store) =>
        store.State.Topic is { } topic ? $"{topic.Time} {topic.By} {topic}" : "";

    private static IEnumerable<string> Sessions(RoomStore store) =>
        store.State.Sessions.All.Select(session => $"{session.Id} {session.Number} {session.LastUsed}{string.Concat(session.Refused.Select(range => range.First == range.Last ? $" !{range.First}" : $" !{range.First}-{range.Last}"))}");
}
