using ChatRoom.Bench;
using ChatRoom.Bench.Measuring;
using ChatRoom.Client.Options;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Bench;

/// <summary>Measurements whose members are spread over rooms of a real server.</summary>
internal sealed class BenchRoomTests
{
    [Test]
    public async Task Every_message_reaches_every_member_of_its_room([Values] bool isTyped, [Values] bool portable)
    {
        await using var server = RunningServer.Start();

        var result = await Run(server, new() { Server = null!, Receivers = 5, Senders = 2, Rooms = 2, IsTyped = isTyped, Portable = portable });

        Assert.That(result.Ok);
        Assert.That(result.Rooms, Is.EqualTo(2));
        Assert.That(result.Connections, Is.EqualTo(7));
        Assert.That(result.Traffic!.Messages, Is.EqualTo(2 * 200));
        Assert.That(result.Traffic.Deliveries, Is.EqualTo((200 * (3 + 1)) + (200 * (2 + 1))));
    }

    [Test]
    public async Task Every_member_can_send_in_its_room([Values] bool isTyped)
    {
        await using var server = RunningServer.Start();

        var result = await Run(server, new() { Server = null!, Receivers = 11, Both = true, Rooms = 3, IsTyped = isTyped, Window = 1 });

        Assert.That(result.Ok);
        Assert.That(result.Traffic!.Deliveries, Is.EqualTo(200 * ((4 * 4) + (4 * 4) + (3 * 3))));
    }

    [Test]
    public async Task A_room_without_a_sender_is_quiet([Values] bool isTyped)
    {
        await using var server = RunningServer.Start();

        var result = await Run(server, new() { Server = null!, Receivers = 5, Senders = 1, Rooms = 5, IsTyped = isTyped });

        Assert.That(result.Ok);
        Assert.That(result.Traffic!.Deliveries, Is.EqualTo(200 * 2));
    }

    [Test]
    public async Task The_rooms_have_numbers([Values] bool isTyped)
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await alice.Says("/join bench-2");
        await alice.Hears("# You are in bench-2 now.");
        await alice.Hears("alice joined!");

        await Run(server, new() { Server = null!, Receivers = 2, Rooms = 2, Idle = true, IsTyped = isTyped, Duration = TimeSpan.FromMilliseconds(1) });

        await alice.HearsLike(@"^r2-\w{3} joined!$");
        await alice.HearsLike(@"^r2-\w{3}: \|mark$");
    }

    [Test]
    public async Task Stuck_members_are_spread_as_well([Values] bool isTyped)
    {
        await using var server = RunningServer.Start();

        var result = await Run(
            server, new() { Server = null!, Receivers = 4, Senders = 2, Rooms = 2, Stuck = 3, IsTyped = isTyped, Size = BenchOptions.MaxSize });

        Assert.That(result.Ok);
        Assert.That(result.Stuck, Is.EqualTo(3));
        Assert.That(result.Traffic!.Deliveries, Is.EqualTo(2 * 200 * 3));
    }

    [Test]
    public async Task A_server_that_allows_fewer_rooms_refuses([Values] bool isTyped)
    {
        await using var server = RunningServer.Start(RunningServer.Options with { MaxRooms = 2 });

        var (_, failure) = await TryRun(server, new() { Server = null!, Receivers = 2, Rooms = 2, IsTyped = isTyped });

        Assert.That(failure, Is.EqualTo(new Failure(Outcome.Refused, "The limit of 2 rooms is reached; /rooms lists the rooms in use.")));
    }

    private static async Task<BenchResult> Run(RunningServer server, BenchOptions options)
    {
        var (result, failure) = await TryRun(server, options);
        Assert.That(failure, Is.Null);
        return result!;
    }

    private static async Task<(BenchResult? Result, Failure? Failure)> TryRun(RunningServer server, BenchOptions options)
    {
        options = options with
        {
            Server = new ClientOptions { Host = $"{server.EndPoint.Address}", Port = server.EndPoint.Port },
            MaxMessages = 200,
            Duration = options.Idle ? options.Duration : TestTimeout.Limit,
            StallTimeout = TestTimeout.Limit,
        };
        using var run = new BenchRun(options, _ => { });
        return await run.RunAsync().WaitAsync(2 * TestTimeout.Limit);
    }
}
