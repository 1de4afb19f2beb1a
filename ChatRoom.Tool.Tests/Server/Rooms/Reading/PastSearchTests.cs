using System.Globalization;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Rooms.Reading;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms.Reading;

internal sealed class PastSearchTests
{
    private const int Small = 16 << 10;
    private const int Large = 8 << 20;
    private const int Events = 3000;

    [TestCase(Large, false)]
    [TestCase(Small, false)]
    [TestCase(Small, true)]
    public void Any_piece_is_found_in_memory_that_has_dropped_events_or_not_and_across_memory_and_disk(int windowBytes, bool isOnDisk)
    {
        using var past = Filled(windowBytes, isOnDisk);
        Fuzz.Each(Queries, query => Assert.That(past.Find(query), Is.EqualTo(past.Expect(query)), query.ToString()));
    }

    [Test]
    public void Any_piece_is_found_on_disk()
    {
        using var past = Filled(Small, isOnDisk: true);
        var log = past.OnDiskOnly;
        Fuzz.Each(Queries, query => Assert.That(PastLog.Find(log, query), Is.EqualTo(past.Expect(query)), query.ToString()));
    }

    [Test]
    public void Both_bounds_are_excluded()
    {
        using var past = new PastLog(Small, isOnDisk: false);
        past.Say(9);
        Assert.That(past.Find(PastQuery.Oldest(100, PastPlace.Event(3), PastPlace.Event(6))), Is.EqualTo([4, 5]));
        Assert.That(past.Find(PastQuery.Newest(100, PastPlace.At(6), PastPlace.At(3))), Is.EqualTo([4, 5]));
        Assert.That(past.Find(PastQuery.Newest(2, PastPlace.Event(6))), Is.EqualTo([4, 5]));
        Assert.That(past.Find(PastQuery.Oldest(2, PastPlace.At(3))), Is.EqualTo([4, 5]));
        Assert.That(past.Find(PastQuery.Oldest(100, PastPlace.Event(6), PastPlace.Event(3))), Is.Empty);
    }

    [TestCase(long.MinValue)]
    [TestCase(-1)]
    [TestCase(0)]
    [TestCase(long.MaxValue)]
    public void A_bound_far_away_is_no_fault(long bound)
    {
        using var past = new PastLog(Small, isOnDisk: true);
        past.Say(3);
        foreach (var place in new[] { PastPlace.Event(bound), PastPlace.At(bound) })
        {
            Assert.That(past.Find(PastQuery.Newest(9, before: place)), bound > 0 ? Is.EqualTo([1, 2, 3]) : Is.Empty);
            Assert.That(past.Find(PastQuery.Oldest(9, after: place)), bound > 0 ? Is.Empty : Is.EqualTo([1, 2, 3]));
        }
    }

    [Test]
    public void An_empty_room_has_no_past([Values] bool isOnDisk, [Values] bool isNewest)
    {
        using var past = new PastLog(Small, isOnDisk);
        Assert.That(past.Find(new PastQuery(default, default, 10, isNewest)), Is.Empty);
        Assert.That(past.Find(new PastQuery(PastPlace.At(1), PastPlace.Event(7), 10, isNewest)), Is.Empty);
    }

    [Test]
    public void Nothing_is_asked_for_with_the_count_zero([Values] bool isNewest)
    {
        using var past = new PastLog(Small, isOnDisk: false);
        past.Say(3);
        Assert.That(past.Find(new PastQuery(default, default, 0, isNewest)), Is.Empty);
    }

    [Test]
    public void An_answer_has_as_many_of_the_newest_as_fit([Values] bool isOnDisk)
    {
        using var past = new PastLog(Large, isOnDisk);
        past.Say(200, length: 4000);
        var found = new PastSearch(isOnDisk ? past.OnDiskOnly : past.Log, PastQuery.Newest(150, PastPlace.Event(190))).Find();
        Assert.That(found.Sum(said => said.Typed.Length), Is.InRange(PastQuery.MaxBytes - 4100, PastQuery.MaxBytes));
        Assert.That(found.Select(said => said.Id), Is.EqualTo(Enumerable.Range(190 - found.Count, found.Count)));
    }

    [Test]
    public void An_answer_has_as_many_of_the_oldest_as_fit([Values] bool isOnDisk)
    {
        using var past = new PastLog(Large, isOnDisk);
        past.Say(200, length: 4000);
        var found = new PastSearch(isOnDisk ? past.OnDiskOnly : past.Log, PastQuery.Oldest(150, PastPlace.Event(10))).Find();
        Assert.That(found.Sum(said => said.Typed.Length), Is.InRange(PastQuery.MaxBytes - 4100, PastQuery.MaxBytes));
        Assert.That(found.Select(said => said.Id), Is.EqualTo(Enumerable.Range(11, found.Count)));
    }

    [Test]
    public void A_few_messages_are_found_before_very_many_joins([Values] bool isOnDisk)
    {
        using var past = new PastLog(Small, isOnDisk);
        past.Say(3);
        for (var time = 4; time < 20_000; time++)
        {
            past.Add(ServerLineKind.Join, time);
        }

        Assert.That(past.Find(PastQuery.Newest(2)), isOnDisk ? Is.EqualTo([2, 3]) : Is.Empty);
    }

    [Test]
    public void Lost_events_are_left_out([Values] bool isNewest)
    {
        using var past = new PastLog(Small, isOnDisk: true);
        past.Say(4000, length: 100);
        var (lost, next) = ((int)IdOf(past.Files[1]), (int)IdOf(past.Files[2]));
        File.Delete(past.Files[1]);
        var query = isNewest ? PastQuery.Newest(100, PastPlace.Event(next + 50)) : PastQuery.Oldest(100, PastPlace.Event(lost - 51));
        var expected = Enumerable.Range(lost - 50, 50).Concat(Enumerable.Range(next, 50));
        Assert.That(PastLog.Find(past.OnDiskOnly, query), Is.EqualTo(expected));
    }

    [Test]
    public void After_the_clock_went_back_a_time_is_its_newest_place([Values] bool isOnDisk)
    {
        using var past = new PastLog(Small, isOnDisk);
        foreach (var time in new long[] { 10, 20, 9000, 9001, 30, 40, 50 })
        {
            past.Add(ServerLineKind.Message, time);
        }

        var log = isOnDisk ? past.OnDiskOnly : past.Log;
        Assert.That(PastLog.Find(log, PastQuery.Newest(9, before: PastPlace.At(45))), Is.EqualTo([1, 2, 5, 6]));
        Assert.That(PastLog.Find(log, PastQuery.Oldest(9, after: PastPlace.At(30))), Is.EqualTo([6, 7]));
        Assert.That(PastLog.Find(log, PastQuery.Oldest(9, PastPlace.At(15), PastPlace.At(35))), Is.EqualTo([2, 5]));
        Assert.That(PastLog.Find(log, PastQuery.Newest(9, PastPlace.At(9001))), Is.EqualTo([1, 2, 3, 5, 6, 7]));
    }

    [Test]
    public async Task A_room_answers_with_typed_lines_and_with_what_was_said_right_now()
    {
        var time = new ManualTime();
        var room = TestRooms.Several(time, Large, most: 1).Lobby;
        var alice = RoomReader.Join(room, "alice");
        alice.Types("hi é");
        alice.Types("/topic news");
        alice.Types("/me waves");
        RoomReader.JoinAsBot(room, "ci").Types("built");

        var found = await room.Queries.ReadPastAsync(PastQuery.Newest(10));

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.That(found.Select(said => (said.Id, said.Time)), Is.EqualTo([(2L, now), (4L, now), (6L, now)]));
        Assert.That(found.Select(said => Encoding.UTF8.GetString(said.Typed)), Is.EqualTo([
            $"message 2 {now} lobby alice hi é",
            $"action 4 {now} lobby alice waves",
            $"bot 6 {now} lobby ci built",
        ]));
    }

    private static FsCheck.Gen<PastQuery> Queries =>
        from after in Places
        from before in Places
        from count in Gen.OneOf(Gen.Choose(0, 5), Gen.Choose(0, PastQuery.MaxCount))
        from isNewest in Gen.Elements(false, true)
        select new PastQuery(after, before, count, isNewest);

    private static FsCheck.Gen<PastPlace> Places =>
        Gen.OneOf(
            Gen.Constant(default(PastPlace)),
            Gen.Choose(-2, Events + 5).Select(id => PastPlace.Event(id)),
            Gen.Choose(-2, (Events / 3) + 5).Select(time => PastPlace.At(time)));

    private static long IdOf(string file) => long.Parse(Path.GetFileNameWithoutExtension(file), CultureInfo.InvariantCulture);

    /// <summary>Messages, actions and other events of random lengths; three events have the same time.</summary>
    private static PastLog Filled(int windowBytes, bool isOnDisk)
    {
        var past = new PastLog(windowBytes, isOnDisk);
        var random = new Random(1);
        ServerLineKind[] kinds = [ServerLineKind.Message, ServerLineKind.Message, ServerLineKind.Action, ServerLineKind.Join, ServerLineKind.Rename, ServerLineKind.Topic];
        for (var index = 0; index < Events; index++)
        {
            past.Add(kinds[random.Next(kinds.Length)], index / 3, random.Next(150));
        }

        return past;
    }
}
