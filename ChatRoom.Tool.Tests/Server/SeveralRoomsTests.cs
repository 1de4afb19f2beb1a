using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server;

/// <summary>Events of one room never reach another, over real connections.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class SeveralRoomsTests(bool portable)
{
    [Test]
    public async Task No_dialect_is_sent_events_of_another_room()
    {
        await using var server = Start();
        using var line = await server.JoinAsync("line");
        await using var old = await TutorialClient.ConnectAsync(server.EndPoint, "old");
        await old.Prints("old joined!", "Connected to server!");
        using var typed = await server.JoinTypedAsync("typed");
        using var watcher = await EntersAsync(server, "watch lobby now", "^watching lobby ");
        await line.Hears("old joined!", "typed joined!");
        await old.Prints("typed joined!");

        using var attic = await EntersAsync(server, "join attic alice", "^welcome attic ");
        await attic.HearsLike("^join 1 ");
        using var sender = await EntersAsync(server, "send attic ci", "^welcome attic ");
        using var second = await EntersAsync(server, "join attic bob", "^welcome attic ");
        await attic.Says("say 1 attic secret");
        await attic.Says("command 2 attic /me hides");
        await attic.Says("command 3 attic /topic secrets");
        await attic.Says("command 4 attic /msg bob psst");
        await attic.Says("command 5 attic /msg line psst");
        await attic.Says("command 6 attic /nick carol");
        await sender.Says("together 2");
        await sender.Says("say 1 attic secret");
        await sender.Says("say 2 attic secret");
        await sender.HearsLike("^ack 2 ");
        await second.Says("quit");
        await second.HearsToTheEnd();

        // The next line that each of them is sent is this one.
        await line.Says("fence");
        await line.Hears("line: fence");
        await old.Prints("line: fence");
        await typed.HearsLike("^message 4 [0-9]+ lobby line fence$");
        await watcher.HearsLike("^message 4 [0-9]+ lobby line fence$");
    }

    [Test]
    public async Task The_who_command_lists_only_the_members_of_the_same_room()
    {
        await using var server = Start();
        using var alice = await server.JoinAsync("alice");
        using var bob = await EntersAsync(server, "join attic bob", "^welcome attic ");
        await alice.Says("/who");
        await alice.Hears("# 1 here: alice");
        await alice.Says("/msg bob psst");
        await alice.Hears("! Nobody named bob is here; /who lists the members.");
        await alice.Says("/history");
        await alice.Hears("# Nothing was said here so far.");
    }

    [Test]
    public async Task Members_of_every_room_are_sent_the_end_of_the_server()
    {
        await using var server = Start();
        using var alice = await server.JoinAsync("alice");
        using var bob = await EntersAsync(server, "join attic bob", "^welcome attic ");
        await bob.HearsLike("^join 1 ");
        await alice.Says("/join cellar");
        await alice.Hears("# You are in cellar now.", "alice joined!");

        server.Stop();

        await alice.Hears("# The server is shutting down.");
        await bob.Hears("retry 1000", "bye draining The server is shutting down.");
    }

    [Test]
    public async Task A_member_that_has_moved_leaves_its_current_room()
    {
        await using var server = Start();
        using var bob = await EntersAsync(server, "join attic bob", "^welcome attic ");
        await bob.HearsLike("^join 1 ");
        using (var alice = await server.JoinAsync("alice"))
        {
            await alice.Sends("/join cellar\n/join attic\nhere\n");
            await bob.HearsLike("^join 2 [0-9]+ attic alice$");
            await bob.HearsLike("^message 3 [0-9]+ attic alice here$");
        }

        await bob.HearsLike("^leave 4 [0-9]+ attic alice$");
    }

    [Test]
    public async Task A_name_and_moves_in_one_segment_are_processed_room_by_room()
    {
        await using var server = Start();
        using var alice = await server.ConnectAsync();
        await alice.HearsBytes("NAME");
        await alice.Sends("alice\nin the lobby\n/join attic\nin the attic\n/join cellar\nbye\n");
        alice.ClosesItsSide();
        Assert.That(await alice.HearsToTheEnd(), Is.EqualTo(string.Join(
            '\n',
            "alice joined!", "Connected to server!", "alice: in the lobby",
            "# You are in attic now.", "alice joined!", "alice: in the attic",
            "# You are in cellar now.", "alice joined!", "alice: bye",
            "")));
    }

    [Test]
    public async Task A_slow_reader_gets_all_of_the_old_room_before_the_new_one()
    {
        const int Lines = 4000;
        await using var server = Start();
        using var stuck = await server.JoinAsync("stuck", narrow: true);
        using var bob = await server.JoinAsync("bob");
        await stuck.Hears("bob joined!");
        var text = new string('x', 1000);
        for (var line = 0; line < Lines; line++)
        {
            await bob.Says(text);
            await bob.Hears($"bob: {text}");
        }

        await stuck.Says("/join attic");
        await bob.Hears("stuck left!");
        await stuck.Says("here");

        for (var line = 0; line < Lines; line++)
        {
            await stuck.Hears($"bob: {text}");
        }

        await stuck.Hears("# You are in attic now.", "stuck joined!", "stuck: here");
    }

    [Test]
    public async Task A_room_over_the_limit_is_refused_and_the_connection_stays()
    {
        await using var server = RunningServer.Start(RunningServer.Options with { Portable = portable, MaxRooms = 1 });
        using var peer = await server.ConnectAsync();
        await peer.HearsBytes("NAME");
        await peer.Sends("alice\0");
        await peer.HearsLike("^chatroom/1 ");
        foreach (var entering in new[] { "join attic alice", "send attic alice" })
        {
            await peer.Says(entering);
            await peer.Hears("error too-many-rooms 0 The limit of 1 rooms is reached; /rooms lists the rooms in use.");
        }

        await peer.Says("join Lobby alice");
        await peer.HearsLike("^welcome lobby alice 0 ");
    }

    private RunningServer Start() => RunningServer.Start(RunningServer.Options with { Portable = portable });

    private static async Task<TestPeer> EntersAsync(RunningServer server, string entering, string answer)
    {
        var peer = await server.ConnectAsync();
        await peer.HearsBytes("NAME");
        await peer.Sends("x\0");
        await peer.HearsLike("^chatroom/1 ");
        await peer.Says(entering);
        await peer.HearsLike(answer);
        return peer;
    }
}
