using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class MessageTests(bool portable)
{
    private ServerOptions Options { get; } = RunningServer.Options with { Portable = portable };

    [Test]
    public async Task All_readers_in_all_dialects_see_one_order_of_many_senders()
    {
        const int senders = 5;
        const int each = 400;
        await using var server = RunningServer.Start(Options);
        using var line = await server.JoinAsync("line");
        using var typed = await server.JoinTypedAsync("typed");
        await line.Hears("typed joined!");

        var peers = new List<TestPeer>();
        for (var i = 0; i < senders; i++)
        {
            peers.Add(await server.JoinAsync($"s{i}"));
            await line.Hears($"s{i} joined!");
            await typed.HearsLike($" s{i}$");
        }

        var saying = Task.WhenAll(peers.Select(peer => SayAllAsync(peer, each)));
        var next = new int[senders];
        for (var n = 0; n < senders * each; n++)
        {
            var heard = await line.HearsLike(@"^s\d: \d+$");
            var (sender, number) = (heard[1] - '0', int.Parse(heard[4..]));
            Assert.That(number, Is.EqualTo(next[sender]++), "the order of each sender is kept");
            var typedLine = await typed.HearsLike("^message ");
            Assert.That(typedLine, Does.EndWith($" lobby s{sender} {number}"));
        }

        await saying;
        peers.ForEach(peer => peer.Dispose());
    }

    [Test]
    public async Task Ids_of_a_room_have_no_holes()
    {
        await using var server = RunningServer.Start(Options);
        using var typed = await server.JoinTypedAsync("typed");
        using var line = await server.JoinAsync("line");
        await line.Sends("a\n/me b\n/nick renamed\nc\n");
        var ids = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(int.Parse((await typed.NextLine()).Split(' ')[1]));
        }

        Assert.That(ids, Is.EqualTo(Enumerable.Range(ids[0], 5)));
    }

    [Test]
    [NonParallelizable]
    public async Task Sixty_four_megabytes_without_a_line_end_cost_one_error_and_no_memory()
    {
        await using var server = RunningServer.Start(Options);
        using var bob = await server.JoinAsync("bob");
        using var eve = await server.JoinAsync("eve");
        await bob.Hears("eve joined!");
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var block = new byte[1 << 20];
        Array.Fill(block, (byte)'x');
        for (var i = 0; i < 64; i++)
        {
            await eve.Sends(block);
        }

        await eve.Says("");
        await eve.Says("short");

        await eve.Hears("! That line is too long and was not said: the limit is 4096 bytes; send it in parts.", "eve: short");
        await bob.Hears("eve: short");
        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(16 << 20));
    }

    [Test]
    public async Task A_text_of_the_maximum_length_is_sent_and_one_byte_more_is_refused()
    {
        await using var server = RunningServer.Start(Options);
        using var bob = await server.JoinAsync("bob");
        var longest = new string('x', 4096);
        await bob.Says(longest);
        await bob.Says(longest + "x");
        await bob.Says("after");
        await bob.Hears($"bob: {longest}");
        await bob.HearsLike("^! That line is too long");
        await bob.Hears("bob: after");
    }

    [Test]
    public async Task A_member_that_sends_without_reading_is_disconnected_and_others_go_on()
    {
        await using var server = RunningServer.Start(Options);
        using var bob = await server.JoinAsync("bob");
        using var rude = await server.JoinAsync("rude", narrow: true);
        await bob.Hears("rude joined!");

        // Each question is answered by many lines, and nobody reads them.
        var questions = string.Concat(Enumerable.Repeat("/help\n", 2000));
        var asking = AskUntilClosedAsync(rude, questions);

        await bob.Hears("rude left!");
        await bob.Says("quiet now");
        await bob.Hears("bob: quiet now");
        rude.Dies();
        await asking;
    }

    private static async Task SayAllAsync(TestPeer peer, int count)
    {
        var lines = string.Concat(Enumerable.Range(0, count).Select(number => $"{number}\n"));
        await peer.Sends(lines);
    }

    private static async Task AskUntilClosedAsync(TestPeer peer, string questions)
    {
        try
        {
            while (true)
            {
                await peer.Sends(questions);
            }
        }
        catch (Exception end) when (end is System.Net.Sockets.SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Disconnected, as the test expects.
        }
    }
}
