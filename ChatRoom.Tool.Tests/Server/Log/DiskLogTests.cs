using System.Runtime.Versioning;
using ChatRoom.Server;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log;

/// <summary>A server that starts with the log of an earlier run.</summary>
[TestFixture(false)]
[TestFixture(true)]
[UnsupportedOSPlatform("windows")]
internal sealed class DiskLogTests(bool portable) : DiskLogServer(portable)
{
    [Test]
    public async Task After_a_restart_the_messages_are_there_and_ids_go_on()
    {
        await using (var server = Start())
        {
            using var watcher = await server.WatchAsync();
            using (var alice = await server.JoinTypedAsync("alice"))
            {
                await alice.Says("say 1 lobby before");
                await alice.HearsLike("^message 2 .* before$");
            }

            await watcher.HearsLike("^join 1 ");
            await watcher.HearsLike("^message 2 ");
            await watcher.HearsLike("^leave 3 ");
        }

        await using (var server = Start())
        {
            using var watcher = await server.WatchAsync();
            await watcher.HearsLike("^join 1 .* alice$");
            await watcher.HearsLike("^message 2 .* before$");
            await watcher.HearsLike("^leave 3 .* alice$");
            using var bob = await server.JoinAsync("bob");
            await bob.Says("/history");
            await bob.HearsLike("^# [0-9:]+ alice: before$");
            await watcher.HearsLike("^join 4 .* bob$");
        }
    }

    [Test]
    public async Task After_a_restart_all_rooms_and_their_topics_are_there()
    {
        await using (var server = Start())
        {
            using var alice = await server.JoinAsync("alice");
            await alice.Says("/join Attic");
            await alice.Hears("# You are in Attic now.", "alice joined!");
            await alice.Says("/topic old things");
            await alice.Hears("alice set the topic: old things");
        }

        await using (var server = Start())
        {
            using var bob = await server.JoinAsync("bob");
            await bob.Says("/rooms");
            await bob.Hears("# lobby             1 here", "# Attic             0 here  old things");
            await bob.Says("/history");
            await bob.Hears("# Nothing was said here so far.");
            await bob.Says("/join attic");
            await bob.Hears("# You are in Attic now.", "# Topic: old things", "bob joined!");
            using var watcher = await EntersAsync(server, "watch attic all", "^watching Attic ");
            await watcher.HearsLike("^subject Attic .* old things$");
            await watcher.HearsLike("^join 1 .* alice$");
            await watcher.HearsLike("^topic 2 .* old things$");
            await watcher.HearsLike("^(leave|start) 3 ");
        }
    }

    [Test]
    public async Task A_numbered_line_from_before_a_restart_is_not_said_again()
    {
        await using (var server = Start())
        {
            using var watcher = await server.WatchAsync();
            using (var ci = await EntersAsync(server, "join lobby ci session=0123456789abcdef", "^session 0$"))
            {
                await ci.HearsLike("^welcome lobby ci 0 ");
                await ci.HearsLike("^join 1 ");
                await ci.Says("say 1 lobby one\nsay 2 lobby two");
                await ci.HearsLike("^message 2 .* one$");
                await ci.HearsLike("^message 3 .* two$");
                await ci.Hears("ack 2 3");
            }

            for (var id = 1; id <= 4; id++)
            {
                await watcher.HearsLike($"^[a-z]+ {id} ");
            }
        }

        await using (var server = Start())
        {
            using var ci = await EntersAsync(server, "join lobby ci resume=0123456789abcdef after=3", "^session 2$");
            await ci.HearsLike("^welcome lobby ci 4 ");
            await ci.HearsLike("^leave 4 ");
            await ci.HearsLike("^join 5 ");
            await ci.Says("say 2 lobby two\nsay 3 lobby three");
            await ci.HearsLike("^message 6 .* three$");
        }
    }

    [Test]
    public async Task A_session_without_a_line_is_known_after_a_restart_too([Values("join", "send")] string word)
    {
        await using (var server = Start())
        {
            using var ci = await EntersAsync(server, $"{word} lobby ci session=0123456789abcdef", "^session 0$");
        }

        await using (var server = Start())
        {
            using var ci = await EntersAsync(server, $"{word} lobby ci resume=0123456789abcdef", "^session 0$");
        }
    }

    [Test]
    public async Task A_restart_keeps_the_identity_of_the_log_and_a_server_without_a_log_on_disk_makes_a_new_one()
    {
        string first, second, third;
        await using (var server = Start())
        {
            first = await LogOfAsync(server);
        }

        await using (var server = Start())
        {
            second = await LogOfAsync(server);
        }

        await using (var server = RunningServer.Start(RunningServer.Options with { Portable = Portable }))
        {
            third = await LogOfAsync(server);
        }

        Assert.That(second, Is.EqualTo(first));
        Assert.That(second, Is.Not.EqualTo(third));
    }

    [Test]
    public async Task A_reader_with_a_place_in_another_log_reads_this_one_from_its_start()
    {
        await using var server = Start();
        using var alice = await server.JoinAsync("alice");
        using var ci = await EntersAsync(server, "watch lobby after=1000 log=f00d", "^log lobby ");
        await ci.HearsLike(@"^watching lobby 1 \d+ 1$");
        await ci.HearsLike("^join 1 .* alice$");
    }

    [Test]
    public async Task With_sync_always_lines_are_acknowledged_and_said_once()
    {
        await using var server = Start(syncsAlways: true);
        using var alice = await server.JoinTypedAsync("alice");
        await alice.Says("say 1 lobby one\nsay 2 lobby two");
        await alice.HearsLike("^message 2 ");
        await alice.HearsLike("^message 3 ");
        await alice.Hears("ack 2 3");
        await alice.Says("say 2 lobby two");
        await alice.Hears("ack 2 3");
    }

    [Test]
    public async Task A_second_server_in_the_same_folder_is_refused()
    {
        await using var server = Start();
        Assert.That(
            ChatServer.TryBind(Options(syncsAlways: false), new ServerEvents(TextWriter.Null, new EventOptions()) { Unwritten = () => 0 }, out _, out var whyNot), Is.False);
        Assert.That(whyNot, Is.EqualTo($"another server uses the data directory {Folder["log"]}: stop that server, or choose another directory with --data DIR"));
    }

    private static async Task<string> LogOfAsync(RunningServer server)
    {
        using var alice = await server.JoinAsync("alice");
        using var peer = await server.ConnectAsync();
        await peer.HearsBytes("NAME");
        await peer.Sends("ci\0");
        await peer.HearsLike("^chatroom/1 ");
        await peer.Says("watch lobby now log");
        return await peer.HearsLike("^log lobby [0-9a-f]{16}$");
    }
}
