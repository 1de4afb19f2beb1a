using System.Runtime.Versioning;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log;

/// <summary>Readers of events that are only on disk.</summary>
[TestFixture(false)]
[TestFixture(true)]
[UnsupportedOSPlatform("windows")]
internal sealed class ReadFromDiskTests(bool portable) : DiskLogServer(portable)
{
    private const int Many = 4000;
    private static readonly string Padding = new('x', 100);

    [Test]
    public async Task Events_that_are_no_longer_in_memory_are_read_from_disk_without_a_gap([Values("all", "after=0", "age=86400000")] string since)
    {
        await using var server = Start();
        using var alice = await server.JoinTypedAsync("alice");
        await SayManyAsync(alice);
        using var ci = await EntersAsync(server, $"watch lobby {since}", "^watching lobby ");
        await ci.HearsLike("^join 1 .* alice$");
        for (var n = 1; n <= Many; n++)
        {
            await ci.HearsLike($"^message {n + 1} .* {n} x+$");
        }

        await alice.Says($"say {Many + 1} lobby now");
        await ci.HearsLike($"^message {Many + 2} .* now$");
    }

    [Test]
    public async Task The_last_messages_are_found_on_disk_too()
    {
        await using var server = Start();
        using var alice = await server.JoinTypedAsync("alice");
        await SayManyAsync(alice);
        using var ci = await EntersAsync(server, $"join lobby ci last={Many - 1}", "^welcome lobby ci ");
        for (var n = 2; n <= Many; n++)
        {
            await ci.HearsLike($"^message {n + 1} .* {n} x+$");
        }

        await ci.HearsLike("^join .* ci$");
    }

    [Test]
    public async Task History_is_read_from_disk_if_memory_does_not_hold_it()
    {
        await using var server = Start();
        using var alice = await server.JoinTypedAsync("alice");
        await SayManyAsync(alice);
        using var bob = await server.JoinAsync("bob");
        await bob.Says("/history 1000");
        for (var n = Many - 999; n <= Many; n++)
        {
            await bob.HearsLike($"^# [0-9:]+ alice: {n} x+$");
        }
    }

    [Test]
    public async Task A_reader_that_was_too_slow_for_memory_misses_nothing([Values] bool typed)
    {
        await using var server = Start();
        using var slow = typed ? await server.JoinTypedAsync("slow", narrow: true) : await server.JoinAsync("slow", narrow: true);
        using var alice = await server.JoinTypedAsync("alice");
        await slow.HearsLike(typed ? "^join .* alice$" : "^alice joined!$");
        await SayManyAsync(alice, times: 4);
        for (var n = 1; n <= 4 * Many; n++)
        {
            await slow.HearsLike(typed ? $"^message .* {n} x+$" : $"^alice: {n} x+$");
        }
    }

    [Test]
    public async Task A_private_message_keeps_its_place_among_events_that_are_read_from_disk()
    {
        await using var server = Start();
        using var slow = await server.JoinTypedAsync("slow", narrow: true);
        using var alice = await server.JoinTypedAsync("alice");
        await slow.HearsLike("^join .* alice$");
        await SayManyAsync(alice);
        await alice.Says($"command {Many + 1} lobby /msg slow psst");
        await alice.HearsLike("^private ");
        await SayManyAsync(alice, times: 2, from: Many + 2);
        for (var n = 1; n <= Many; n++)
        {
            await slow.HearsLike($"^message .* {n} x+$");
        }

        await slow.HearsLike("^private .* alice slow psst$");
        await slow.HearsLike($"^message .* {Many + 2} x+$");
    }

    [Test]
    public async Task Deleted_events_are_one_gap()
    {
        await using var server = RunningServer.Start(Options(syncsAlways: false) with
        {
            Log = new LogOptions { Folder = Folder["log"], Keep = 1 << 20 },
        });
        using var alice = await server.JoinTypedAsync("alice");
        await SayManyAsync(alice, times: 3);
        using var ci = await EntersAsync(server, "watch lobby all", "^watching lobby ");
        var gap = await ci.HearsLike("^gap 1 [0-9]+ lobby$");
        var missing = int.Parse(gap.Split(' ')[2]);
        Assert.That(missing, Is.InRange(1, (3 * Many) - 1));
        for (var n = missing; n <= 3 * Many; n++)
        {
            await ci.HearsLike($"^message {n + 1} .* {n} x+$");
        }
    }

    /// <summary>Says numbered lines in batches, and waits for the acknowledgement of each batch.</summary>
    private static async Task SayManyAsync(TestPeer alice, int times = 1, int from = 1)
    {
        for (var n = from; n < from + (times * Many); n += 100)
        {
            await alice.Sends(string.Concat(Enumerable.Range(n, 100).Select(number => $"say {number} lobby {number} {Padding}\n")));
            while (!(await alice.NextLine()).StartsWith($"ack {n + 99} ", StringComparison.Ordinal))
            {
            }
        }
    }
}
