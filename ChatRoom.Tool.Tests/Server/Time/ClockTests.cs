using System.Runtime.Versioning;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Time;

/// <summary>A server and its log after the clock was set.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ClockTests
{
    private static readonly TimeSpan Years = TimeSpan.FromDays(3650);

    private readonly ScratchDirectory _folder = new();
    private ManualTime _time = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task After_a_clock_that_was_ahead_a_restart_makes_times_right_again()
    {
        await using (var server = Start())
        {
            using var alice = await server.JoinAsync("alice");
            _time.SetClock(Years);
            await alice.Says("in ten years");
            await alice.Hears("alice: in ten years");
            await Leaves(alice);
        }

        _time = new ManualTime();
        var reports = new StringWriter();
        await using (var server = Start(reports: reports))
        {
            using var alice = await server.JoinAsync("alice");
            await alice.Says("now");
            await alice.Hears("alice: now");
            await Leaves(alice);
            using var reader = await TestPeer.EnterAsync(server.EndPoint.Port, "watch lobby all", "^watching lobby ");
            await reader.HearsLike("^join 1 1767323045000 ");
            await reader.HearsLike("^message 2 2082683045000 lobby alice in ten years$");
            await reader.HearsLike("^leave 3 2082683045000 lobby alice$");
            await reader.HearsLike($"^join 4 {Now} lobby alice$");
            await reader.HearsLike($"^message 5 {Now} lobby alice now$");
        }

        Assert.That(reports.ToString(), Does.Match("the clock went back by 315360000 s: times in the logs go back with it, and ids still rise"));

        _time = new ManualTime();
        _time.Advance(TimeSpan.FromHours(1));
        await using (var server = Start())
        {
            using var alice = await server.JoinAsync("alice");
            using var reader = await TestPeer.EnterAsync(server.EndPoint.Port, "watch lobby age=600000", "^watching lobby ");
            await reader.HearsLike($"^join 7 {Now} lobby alice$");
        }
    }

    [Test]
    public async Task A_clock_that_is_ahead_for_two_seconds_deletes_nothing()
    {
        var log = new LogOptions { Folder = _folder["log"], KeepFor = TimeSpan.FromDays(90) };
        await using var server = Start(log);
        using var alice = await server.JoinAsync("alice");
        for (var day = 0; day < 3; day++)
        {
            await alice.Says($"day {day}");
            await alice.Hears($"alice: day {day}");
            _time.Advance(TimeSpan.FromDays(20));
        }

        var before = Segments();
        _time.SetClock(Years);
        await alice.Says("ahead");
        await alice.Hears("alice: ahead");
        for (var second = 0; second < 2; second++)
        {
            await _time.Passes(log.SyncInterval);
        }

        await _time.SomebodyWaitsFor(log.SyncInterval);
        Assert.That(Segments(), Is.SupersetOf(before).And.Length.GreaterThan(1));
        using var reader = await TestPeer.EnterAsync(server.EndPoint.Port, "watch lobby all", "^watching lobby ");
        await reader.HearsLike("^join 1 ");
        await reader.HearsLike("^message 2 [0-9]+ lobby alice day 0$");
    }

    private static async Task Leaves(TestPeer peer)
    {
        await peer.Says("/quit");
        await peer.HearsToTheEnd();
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private string[] Segments() => Directory.GetFiles(Path.Combine(_folder["log"], "room-lobby"));

    private RunningServer Start(LogOptions? log = null, StringWriter? reports = null) =>
        RunningServer.Start(RunningServer.Options with { Time = _time, Log = log ?? new LogOptions { Folder = _folder["log"] } }, log: reports);
}
