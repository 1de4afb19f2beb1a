using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Dialects.Irc;

/// <summary>Rooms as channels: each is joined by one member, in the order of its events.</summary>
internal sealed class JoinTests
{
    [Test]
    public async Task A_join_shows_the_topic_and_the_members_before_what_follows()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await TestPeer.JoinAsync(server.EndPoint.Port, "bob");
        await bob.Says("/topic release day");
        await bob.HearsLike("release day");
        using var wee = await IrcPeer.RegisterAsync(server, "wee");
        await wee.Says("JOIN #LOBBY");
        await bob.Hears("wee joined!");
        await bob.Says("hello wee");
        await wee.Hears(":wee!wee@chatroom JOIN #lobby", ":irc.chatroom 332 wee #lobby :release day");
        await wee.HearsLike(@"^:irc.chatroom 333 wee #lobby bob :\d+$");
        await wee.Hears(":irc.chatroom 353 wee = #lobby :bob wee", ":irc.chatroom 366 wee #lobby :End of the names", ":bob!bob@chatroom PRIVMSG #lobby :hello wee");
    }

    [Test]
    public async Task Several_rooms_are_joined_at_once_and_a_failure_of_one_does_not_stop_the_others()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var wee = await IrcPeer.RegisterAsync(server, "wee");
        using var other = await TestPeer.EnterAsync(server.EndPoint.Port, "join attic wee", "^welcome attic wee ");
        await wee.Says("JOIN #lobby,#attic,#bad/name,#cellar");
        var lines = await wee.ReadsAll();
        Assert.That(lines.Where(line => line.Contains(" JOIN ")), Is.EqualTo([":wee!wee@chatroom JOIN #lobby", ":wee!wee@chatroom JOIN #cellar"]));
        Assert.That(lines, Has.One.Match("^:irc.chatroom 437 wee #attic :").And.One.Match("^:irc.chatroom 403 wee #bad/name :"));
        await wee.Asks("JOIN #lobby");
    }

    [Test]
    public async Task At_most_a_hundred_rooms_are_joined()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc with { MaxRooms = 200 });
        using var wee = await IrcPeer.JoinAsync(server, "wee", string.Join(',', Enumerable.Range(1, 100).Select(i => $"#room{i}")));
        await wee.Asks("JOIN #one-more", ":irc.chatroom 405 wee #one-more :You are in 100 rooms; leave one first.");
        await wee.Says("PRIVMSG #room100 :hello", "PART #room1");
        Assert.That(await wee.ReadsAll(), Is.EqualTo([":wee!wee@chatroom PART :#room1"]));
        await wee.Says("JOIN #one-more");
        Assert.That(await wee.ReadsAll(), Has.Member(":wee!wee@chatroom JOIN #one-more"));
    }

    [Test]
    public async Task If_no_more_rooms_may_be_made_the_reason_is_told()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc with { MaxRooms = 1 });
        using var wee = await IrcPeer.RegisterAsync(server, "wee");
        await wee.Says("JOIN #attic");
        await wee.HearsLike("^:irc.chatroom 403 wee #attic :");
    }

    [Test]
    public async Task A_member_leaves_one_room_and_stays_in_the_other()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await TestPeer.JoinAsync(server.EndPoint.Port, "bob");
        using var wee = await IrcPeer.JoinAsync(server, "wee", "#lobby,#attic");
        await bob.Hears("wee joined!");
        await wee.Asks("PART #lobby :Kicked by bob: fun", ":wee!wee@chatroom PART #lobby :Kicked by bob: fun");
        await bob.Hears("wee left!");
        await wee.Asks("PART #lobby", ":irc.chatroom 442 wee #lobby :You are not in that room.");
        await wee.Asks("PART #nowhere", ":irc.chatroom 403 wee #nowhere :There is no such room.");
        await wee.Asks("PART", ":irc.chatroom 461 wee PART :More parameters are needed.");
        await bob.Says("nobody there?");
        await wee.Says("PRIVMSG #attic :still here");
        Assert.That(await wee.ReadsAll(), Is.Empty);
        await wee.Says("JOIN 0");
        Assert.That(await wee.ReadsAll(), Is.EqualTo([":wee!wee@chatroom PART :#attic"]));
    }

    [Test]
    public async Task Members_that_leave_are_shown_and_a_connection_that_is_lost_leaves_all_rooms()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var alice = await IrcPeer.JoinAsync(server, "alice", "#lobby,#attic");
        using (var wee = await IrcPeer.JoinAsync(server, "wee", "#lobby,#attic"))
        {
            Assert.That(await alice.ReadsAll(), Is.EquivalentTo([":wee!wee@chatroom JOIN #lobby", ":wee!wee@chatroom JOIN #attic"]));
        }

        Assert.That(new[] { await alice.Reads(), await alice.Reads() }, Is.EquivalentTo([":wee!wee@chatroom PART #lobby", ":wee!wee@chatroom PART #attic"]));
    }

    [Test]
    public async Task NAMES_lists_a_room_whether_one_is_in_there_or_not()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await TestPeer.JoinAsync(server.EndPoint.Port, "bob");
        using var wee = await IrcPeer.RegisterAsync(server, "wee", "userhost-in-names");
        await wee.Asks("NAMES #lobby", ":irc.chatroom 353 wee = #lobby :bob!bob@chatroom", ":irc.chatroom 366 wee #lobby :End of the names");
        await wee.Asks("NAMES #nowhere", ":irc.chatroom 366 wee #nowhere :End of the names");
    }

    [Test]
    public async Task An_answer_comes_after_all_that_was_sent_and_done_before_it()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var wee = await IrcPeer.ConnectAsync(server);
        await wee.Says("CAP REQ echo-message", "NICK wee", "USER wee 0 * :wee", "CAP END", "FIRST", "JOIN #lobby,#attic", "PRIVMSG #lobby :one", "SECOND", "PRIVMSG #attic :two", "TOPIC #lobby :three", "THIRD", "PART #attic");
        var lines = await wee.ReadsAll();
        Assert.That(lines.Select(line => line.Split(' ')[1]).Take(4), Is.EqualTo(["CAP", "001", "002", "003"]));
        string[][] orders =
        [
            [" 422 ", " FIRST ", " JOIN #lobby", " 366 wee #lobby ", "PRIVMSG #lobby :one", " SECOND ", " THIRD "],
            [" FIRST ", " JOIN #attic", " 366 wee #attic ", "PRIVMSG #attic :two", " THIRD "],
            ["PRIVMSG #attic :two", " PART "],
            ["PRIVMSG #lobby :one", " TOPIC #lobby ", " THIRD "],
        ];
        foreach (var order in orders)
        {
            Assert.That(order.Select(part => lines.FindIndex(line => line.Contains(part))), Is.Ordered.And.All.GreaterThan(-1), string.Join('\n', lines));
        }
    }

    [Test]
    public async Task Many_names_are_listed_in_lines_of_at_most_512_bytes()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        var members = new List<TestPeer>();
        for (var i = 10; i < 50; i++)
        {
            members.Add(await TestPeer.EnterAsync(server.EndPoint.Port, $"join lobby {i}-{new string('x', 29)}", "^welcome "));
        }

        using var wee = await IrcPeer.RegisterAsync(server, "wee", "userhost-in-names");
        await wee.Says("NAMES #lobby");
        var lines = await wee.ReadsAll();
        Assert.That(lines.Select(line => line.Length), Has.All.LessThanOrEqualTo(510));
        Assert.That(lines.SkipLast(1).Sum(line => line.Split(" :")[1].Split(' ').Length), Is.EqualTo(40));
        members.ForEach(member => member.Dispose());
    }
}
