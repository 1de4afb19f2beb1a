using System.Net;
using ChatRoom.Bench;
using ChatRoom.Bench.Measuring;
using ChatRoom.Client.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Bench;

/// <summary>Measurements of servers that make mistakes: the result names them.</summary>
internal sealed class BenchErrorTests
{
    private const int Messages = 5;

    [Test]
    public async Task A_correct_server_has_no_errors()
    {
        var result = await RunAgainst(lines => lines);

        Assert.That(result.Ok);
        Assert.That(result.Traffic!.Deliveries, Is.EqualTo(Messages));
    }

    [Test]
    public async Task A_missing_message_is_lost()
    {
        var result = await RunAgainst(lines => [lines[0], .. lines[2..]]);

        Assert.That(ErrorsOf(result), Is.EqualTo(new ReceiveErrors(1, 0, 0, 0)));
        Assert.That(result.Ok, Is.False);
    }

    [Test]
    public async Task A_missing_last_message_is_lost()
    {
        var result = await RunAgainst(lines => lines[..^1], TimeSpan.FromMilliseconds(50));

        Assert.That(ErrorsOf(result), Is.EqualTo(new ReceiveErrors(1, 0, 0, 0)));
        Assert.That(result.Ok, Is.False);
    }

    [Test]
    public async Task Messages_in_a_gap_are_lost()
    {
        var result = await RunAgainst(lines => [lines[0], "# Missing here, as the server no longer has them: 3", lines[4]]);

        Assert.That(ErrorsOf(result), Is.EqualTo(new ReceiveErrors(3, 0, 0, 0)));
        Assert.That(result.Ok, Is.False);
    }

    [Test]
    public async Task A_repetition_is_found_even_after_the_last_message()
    {
        var result = await RunAgainst(lines => [.. lines, lines[^1]]);

        Assert.That(ErrorsOf(result), Is.EqualTo(new ReceiveErrors(0, 1, 0, 0)));
        Assert.That(result.Ok, Is.False);
    }

    [Test]
    public async Task A_wrong_order_is_found()
    {
        var result = await RunAgainst(lines => [lines[0], lines[2], lines[1], .. lines[3..]]);

        Assert.That(ErrorsOf(result), Is.EqualTo(new ReceiveErrors(0, 0, 1, 0)));
        Assert.That(result.Ok, Is.False);
    }

    [Test]
    public async Task A_changed_message_is_corrupt_and_the_original_is_lost()
    {
        var result = await RunAgainst(lines => [lines[0], lines[1][..^1] + 'y', .. lines[2..]]);

        Assert.That(ErrorsOf(result), Is.EqualTo(new ReceiveErrors(1, 0, 0, 1)));
        Assert.That(result.Ok, Is.False);
    }

    [Test]
    public async Task A_message_that_was_never_sent_is_corrupt()
    {
        var result = await RunAgainst(lines => [.. lines, lines[^1].Replace(".00000004.", ".00000005.")]);

        Assert.That(ErrorsOf(result), Is.EqualTo(new ReceiveErrors(0, 0, 0, 1)));
    }

    [Test]
    public async Task Different_orders_at_two_readers_are_found()
    {
        using var server = new ScriptedServer();
        var running = Start(server.EndPoint, new() { Server = null!, Receivers = 2, Both = true, MaxMessages = 1 });
        using var alice = await server.AcceptAsync();
        var aliceName = await LetIn(alice);
        using var bob = await server.AcceptAsync();
        var bobName = await LetIn(bob);
        await Everybody(aliceName, await alice.NextLine());
        var one = $"{aliceName}: {await alice.NextLine()}";
        var other = $"{bobName}: {await bob.NextLine()}";

        await alice.Says($"{one}\n{other}");
        await bob.Says($"{other}\n{one}");
        await Everybody(aliceName, await alice.NextLine());

        var result = (await running).Result!;
        Assert.That(result.Traffic!.SameTotalOrder, Is.False);
        Assert.That(ErrorsOf(result), Is.EqualTo(default(ReceiveErrors)));
        Assert.That(result.Ok, Is.False);

        async Task Everybody(string name, string line)
        {
            await alice.Says($"{name}: {line}");
            await bob.Says($"{name}: {line}");
        }
    }

    [Test]
    public async Task A_message_of_another_room_is_corrupt()
    {
        using var server = new ScriptedServer();
        var running = Start(server.EndPoint, new() { Server = null!, Receivers = 2, Both = true, Rooms = 2, MaxMessages = 1 });
        using var alice = await server.AcceptAsync();
        var aliceName = await LetIn(alice, "bench-1");
        using var bob = await server.AcceptAsync();
        var bobName = await LetIn(bob, "bench-2");
        await alice.Says($"{aliceName}: {await alice.NextLine()}");
        await bob.Says($"{bobName}: {await bob.NextLine()}");
        var text = await alice.NextLine();
        await alice.Says($"{aliceName}: {text}");
        await bob.Says($"{aliceName}: {text}");
        await bob.Says($"{bobName}: {await bob.NextLine()}");

        await alice.Says($"{aliceName}: {await alice.NextLine()}");
        await bob.Says($"{bobName}: {await bob.NextLine()}");

        var result = (await running).Result!;
        Assert.That(ErrorsOf(result), Is.EqualTo(new ReceiveErrors(0, 0, 0, 1)));
        Assert.That(result.Traffic!.SameTotalOrder);
        Assert.That(result.Ok, Is.False);
    }

    [Test]
    public async Task A_mark_of_another_room_does_not_count()
    {
        using var server = new ScriptedServer();
        var running = Start(
            server.EndPoint, new() { Server = null!, Receivers = 2, Both = true, Rooms = 2, JoinTimeout = TimeSpan.FromSeconds(1) });
        using var alice = await server.AcceptAsync();
        var aliceName = await LetIn(alice, "bench-1");
        using var bob = await server.AcceptAsync();
        await LetIn(bob, "bench-2");
        var mark = await alice.NextLine();

        await alice.Says($"{aliceName}: {mark}");
        await bob.Says($"{aliceName}: {mark}");

        Assert.That((await running).Failure!.Outcome, Is.EqualTo(Outcome.Lost));
    }

    [Test]
    public async Task A_lost_connection_ends_the_run()
    {
        using var server = new ScriptedServer();
        var running = Start(server.EndPoint, Alone);
        using var peer = await server.AcceptAsync();
        var name = await LetIn(peer);
        await peer.Says($"{name}: {await peer.NextLine()}");
        await peer.NextLine();
        peer.Dies();

        var result = (await running).Result!;
        Assert.That(result.ConnectionsLost, Is.EqualTo(1));
        Assert.That(result.Traffic!.Lost, Is.EqualTo(result.Traffic.Messages));
        Assert.That(result.Ok, Is.False);
    }

    [Test]
    public async Task The_connection_of_a_stuck_member_may_be_lost()
    {
        using var server = new ScriptedServer();
        var running = Start(server.EndPoint, Alone with { Stuck = 1, MaxMessages = 1 });
        using var stuck = await server.AcceptAsync();
        await LetIn(stuck);
        using var peer = await server.AcceptAsync();
        var name = await LetIn(peer);
        stuck.Dies();
        for (var i = 0; i < 3; i++)
        {
            await peer.Says($"{name}: {await peer.NextLine()}");
        }

        var result = (await running).Result!;
        Assert.That(result.Ok);
        Assert.That(result.ConnectionsLost, Is.Zero);
    }

    [Test]
    public async Task A_refusal_is_reported_in_the_servers_words()
    {
        using var server = new ScriptedServer();
        var running = Start(server.EndPoint, Alone);
        using var peer = await server.AcceptAsync();
        await peer.Sends("NAME");
        await peer.NextLine();
        await peer.Sends("! The room is full.\nNAME");

        Assert.That((await running).Failure, Is.EqualTo(new Failure(Outcome.Refused, "The room is full.")));
    }

    [Test]
    public async Task A_server_that_does_not_ask_for_a_name_is_not_a_chat_room()
    {
        using var server = new ScriptedServer();
        var running = Start(server.EndPoint, Alone);
        using var peer = await server.AcceptAsync();
        await peer.Says("SSH-2.0-OpenSSH_9.2");

        Assert.That((await running).Failure!.Outcome, Is.EqualTo(Outcome.ProtocolError));
    }

    [Test]
    public async Task A_ping_is_answered()
    {
        using var server = new ScriptedServer();
        var running = Start(server.EndPoint, Alone with { IsTyped = true });
        using var peer = await server.AcceptAsync();
        await peer.Sends("NAME");
        await peer.HearsLike("\0join lobby r1-...$");
        await peer.Says("chatroom/1 9.9.9 scripted");
        await peer.Says("welcome lobby x 0 1700000000000 1");
        await peer.HearsLike(@"^say 1 lobby \|mark$");
        await peer.Says("ping are you there");

        await peer.Hears("pong are you there");
        peer.Dies();
        Assert.That((await running).Failure!.Outcome, Is.EqualTo(Outcome.Lost));
    }

    private static BenchOptions Alone { get; } =
        new() { Server = null!, Receivers = 1, Both = true, MaxMessages = Messages, Duration = TestTimeout.Limit, StallTimeout = TestTimeout.Limit };

    private static async Task<BenchResult> RunAgainst(Func<string[], string[]> server, TimeSpan? stall = null)
    {
        using var scripted = new ScriptedServer();
        var running = Start(scripted.EndPoint, Alone with { StallTimeout = stall ?? TestTimeout.Limit });
        using var peer = await scripted.AcceptAsync();
        var name = await LetIn(peer);
        await peer.Says($"{name}: {await peer.NextLine()}");
        var said = new string[Messages];
        for (var i = 0; i < said.Length; i++)
        {
            said[i] = $"{name}: {await peer.NextLine()}";
        }

        foreach (var line in server(said))
        {
            await peer.Says(line);
        }

        await peer.Says($"{name}: {await peer.NextLine()}");
        return (await running).Result!;
    }

    private static async Task<(BenchResult? Result, Failure? Failure)> Start(IPEndPoint server, BenchOptions options)
    {
        using var run = new BenchRun(options with { Server = new ClientOptions { Host = $"{server.Address}", Port = server.Port } }, _ => { });
        return await run.RunAsync().WaitAsync(2 * TestTimeout.Limit);
    }

    private static async Task<string> LetIn(TestPeer peer)
    {
        await peer.Sends("NAME");
        var name = await peer.NextLine();
        await peer.Sends($"{name} joined!\nConnected to server!\n");
        return name;
    }

    private static async Task<string> LetIn(TestPeer peer, string room)
    {
        var name = await LetIn(peer);
        await peer.Hears($"/join {room}");
        await peer.Sends($"# You are in {room} now.\n{name} joined!\n");
        return name;
    }

    private static ReceiveErrors ErrorsOf(BenchResult result) =>
        new(result.Traffic!.Lost, result.Traffic.Repeated, result.Traffic.OutOfOrder, result.Traffic.Corrupt);
}
