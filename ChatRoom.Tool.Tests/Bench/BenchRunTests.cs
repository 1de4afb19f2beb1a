using System.Net;
using System.Runtime.Versioning;
using ChatRoom.Bench;
using ChatRoom.Bench.Measuring;
using ChatRoom.Client.Options;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Bench;

/// <summary>Whole measurements of a real server.</summary>
internal sealed class BenchRunTests
{
    [Test]
    public async Task Every_message_reaches_every_member([Values] bool isTyped, [Values] bool portable)
    {
        await using var server = RunningServer.Start();

        var result = await Run(Few(server.EndPoint) with { IsTyped = isTyped, Portable = portable });

        Assert.That(result.Ok);
        Assert.That(result.Connections, Is.EqualTo(7));
        Assert.That(result.Traffic!.Messages, Is.EqualTo(2 * 200));
        Assert.That(result.Traffic.Deliveries, Is.EqualTo(2 * 200 * 7));
        Assert.That(result.Traffic.SameTotalOrder);
        Assert.That(result.Traffic.LatencyMicroseconds.Max, Is.GreaterThan(0));
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    [Platform(Exclude = "Win")]
    public async Task Every_message_reaches_every_member_over_TLS([Values] bool isTyped, [Values] bool portable)
    {
        using var folder = new ScratchDirectory();
        await using var server = RunningServer.Start(RunningServer.Options with { Tls = new TlsOptions() });
        var few = Few(server.EndPoint) with { IsTyped = isTyped, Portable = portable, Stuck = 1, Size = BenchOptions.MaxSize };
        var tls = new ClientTlsOptions { AcceptsNew = true, KnownHosts = folder["known_hosts"] };

        var result = await Run(few with { Server = few.Server with { Tls = tls } });

        Assert.That(result.Ok);
        Assert.That(result.Traffic!.Deliveries, Is.EqualTo(2 * 200 * 7));
    }

    [Test]
    public async Task Every_member_can_send([Values] bool isTyped)
    {
        await using var server = RunningServer.Start();

        var result = await Run(Few(server.EndPoint) with { IsTyped = isTyped, Both = true, Window = 1 });

        Assert.That(result.Ok);
        Assert.That(result.Connections, Is.EqualTo(5));
        Assert.That(result.Traffic!.Deliveries, Is.EqualTo(5 * 200 * 5));
    }

    [Test]
    public async Task The_largest_messages_arrive_whole([Values] bool isTyped)
    {
        await using var server = RunningServer.Start();

        var result = await Run(Few(server.EndPoint) with { IsTyped = isTyped, Size = BenchOptions.MaxSize, Window = 64 });

        Assert.That(result.Ok);
        Assert.That(result.Traffic!.Deliveries, Is.EqualTo(2 * 200 * 7));
    }

    [Test]
    public async Task A_rate_lets_the_senders_take_turns()
    {
        await using var server = RunningServer.Start();

        var result = await Run(Few(server.EndPoint) with { Rate = 100_000, MaxMessages = 50 });

        Assert.That(result.Ok);
        Assert.That(result.Traffic!.Messages, Is.EqualTo(2 * 50));
    }

    [Test]
    public async Task A_run_ends_with_its_time_and_waits_for_missing_deliveries()
    {
        await using var server = RunningServer.Start();

        var result = await Run(Few(server.EndPoint) with { Duration = TimeSpan.FromMilliseconds(50), MaxMessages = 99_999_999 });

        Assert.That(result.Ok);
        Assert.That(result.Traffic!.Messages, Is.GreaterThan(0));
        Assert.That(result.Traffic.Deliveries, Is.EqualTo(result.Traffic.Messages * 7));
    }

    [Test]
    public async Task Idle_members_join_and_nobody_sends()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");

        var result = await Run(Few(server.EndPoint) with { Idle = true, Duration = TimeSpan.FromMilliseconds(1) });

        Assert.That(result.Ok);
        Assert.That(result.Connections, Is.EqualTo(5));
        Assert.That(result.JoinsPerSecond, Is.GreaterThan(0));
        Assert.That(result.Traffic, Is.Null);
        for (var i = 1; i <= 5; i++)
        {
            await alice.HearsLike(@"^r\d-\w{3} joined!$");
        }
    }

    [Test]
    public async Task Lines_of_others_are_ignored([Values] bool isTyped)
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        var running = Run(Few(server.EndPoint) with { IsTyped = isTyped, MaxMessages = 2000 });

        for (var i = 0; i < 200; i++)
        {
            await alice.Says("|mark");
            await alice.Says("|00000.00000000.0000000000000000xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
            await alice.Says("/me message: # Missing here, as the server no longer has them: 5");
        }

        var result = await running;
        Assert.That(result.Ok);
        Assert.That(result.Traffic!.Deliveries, Is.EqualTo(2 * 2000 * 7));
    }

    [Test]
    public async Task Two_runs_can_share_a_room()
    {
        await using var server = RunningServer.Start();

        var results = await Task.WhenAll(Run(Few(server.EndPoint)), Run(Few(server.EndPoint)));

        Assert.That(results.Select(result => result.Ok), Is.All.True);
        Assert.That(results.Select(result => result.Traffic!.Deliveries), Is.All.EqualTo(2 * 200 * 7));
    }

    [Test]
    public async Task Stuck_members_are_neither_counted_nor_awaited(
        [Values] bool isTyped, [Values] bool portable)
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");

        var result = await Run(Few(server.EndPoint) with { IsTyped = isTyped, Portable = portable, Stuck = 3, Size = BenchOptions.MaxSize });

        Assert.That(result.Ok);
        Assert.That(result.Stuck, Is.EqualTo(3));
        Assert.That(result.Connections, Is.EqualTo(7));
        Assert.That(result.Traffic!.Deliveries, Is.EqualTo(2 * 200 * 7));
        for (var i = 1; i <= 3; i++)
        {
            await alice.HearsLike(@"^x\d-\w{3} joined!$");
        }

        await alice.HearsLike(@"^r1-\w{3} joined!$");
    }

    [Test]
    public async Task A_host_name_is_looked_up_and_each_of_its_addresses_is_tried([Values] bool portable)
    {
        await using var server = RunningServer.Start();
        var options = Few(server.EndPoint);

        var result = await Run(options with { Portable = portable, Server = options.Server with { Host = "localhost" } });

        Assert.That(result.Ok);
    }

    [Test]
    public async Task Progress_counts_joined_and_stuck_members()
    {
        await using var server = RunningServer.Start();
        var reported = new TaskCompletionSource<BenchProgress>();
        using var run = new BenchRun(
            Few(server.EndPoint) with { Stuck = 2, Idle = true, Duration = TimeSpan.FromSeconds(2) }, progress => reported.TrySetResult(progress));

        await run.RunAsync().WaitAsync(2 * TestTimeout.Limit);

        var progress = await reported.Task.WaitAsync(TestTimeout.Limit);
        Assert.That((progress.Joined, progress.Connections, progress.Stuck, progress.Deliveries), Is.EqualTo((7, 7, 2, (long?)null)));
    }

    private static BenchOptions Few(IPEndPoint server) => new()
    {
        Server = new ClientOptions { Host = $"{server.Address}", Port = server.Port },
        Receivers = 5,
        Senders = 2,
        MaxMessages = 200,
        Duration = TestTimeout.Limit,
        StallTimeout = TestTimeout.Limit,
    };

    private static async Task<BenchResult> Run(BenchOptions options)
    {
        using var run = new BenchRun(options, _ => { });
        var (result, failure) = await run.RunAsync().WaitAsync(2 * TestTimeout.Limit);
        Assert.That(failure, Is.Null);
        return result!;
    }
}
