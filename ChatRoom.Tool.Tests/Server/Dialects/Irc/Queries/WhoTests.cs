using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Dialects.Irc.Queries;

/// <summary>WHO and WHOX.</summary>
internal sealed class WhoTests
{
    private static readonly ServerOptions Operated = RunningServer.WithIrc with { OperatorPassword = new Password("sesame open"u8) };

    [Test]
    public async Task A_room_lists_its_members_by_whatever_door_they_came_in()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await server.JoinAsync("bob");
        using var carol = await server.JoinTypedAsync("carol");
        using var alice = await IrcPeer.JoinAsync(server, "alice", "#lobby");

        await alice.Asks(
            "WHO #LOBBY",
            ":irc.chatroom 352 alice #lobby bob chatroom irc.chatroom bob H :0 bob",
            ":irc.chatroom 352 alice #lobby carol chatroom irc.chatroom carol H :0 carol",
            ":irc.chatroom 352 alice #lobby alice chatroom irc.chatroom alice H :0 alice",
            ":irc.chatroom 315 alice #LOBBY :End of the list");
    }

    [Test]
    public async Task A_room_that_is_not_there_lists_nobody([Values("#nowhere", "#", "#a,b")] string channel)
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var alice = await IrcPeer.RegisterAsync(server, "alice");

        await alice.Asks($"WHO {channel}", $":irc.chatroom 315 alice {channel} :End of the list");
    }

    [Test]
    public async Task The_flags_show_absence_operators_and_bots()
    {
        await using var server = RunningServer.Start(Operated);
        using var alice = await IrcPeer.RegisterAsync(server, "alice");
        using var robot = await IrcPeer.RegisterAsync(server, "robot");
        await robot.Says("MODE robot +B", "JOIN #attic");
        await robot.ReadsAll();
        await alice.Says("OPER alice :sesame open", "AWAY :out", "JOIN #attic");
        await alice.ReadsAll();
        await robot.Hears(":alice!alice@chatroom JOIN #attic");

        await robot.Asks(
            "WHO #attic",
            ":irc.chatroom 352 robot #attic robot chatroom irc.chatroom robot HB :0 robot",
            ":irc.chatroom 352 robot #attic alice chatroom irc.chatroom alice G*@ :0 alice",
            ":irc.chatroom 315 robot #attic :End of the list");
        await robot.Asks(
            "WHO #attic o",
            ":irc.chatroom 352 robot #attic alice chatroom irc.chatroom alice G*@ :0 alice",
            ":irc.chatroom 315 robot #attic :End of the list");
        await robot.Asks(
            "WHO * o",
            ":irc.chatroom 352 robot #attic alice chatroom irc.chatroom alice G*@ :0 alice",
            ":irc.chatroom 315 robot * :End of the list");
    }

    [TestCase("WHO *", "*")]
    [TestCase("WHO", "*")]
    [TestCase("WHO 0", "0")]
    [TestCase("WHO ????", "????")]
    public async Task Everybody_is_listed_once_with_one_room(string question, string mask)
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bobb = await server.JoinAsync("bobb");
        using var anna = await IrcPeer.JoinAsync(server, "anna", "#attic,#lobby");
        using var zoee = await IrcPeer.RegisterAsync(server, "zoee");

        await zoee.Asks(
            question,
            ":irc.chatroom 352 zoee #lobby bobb chatroom irc.chatroom bobb H :0 bobb",
            ":irc.chatroom 352 zoee #lobby anna chatroom irc.chatroom anna H :0 anna",
            ":irc.chatroom 352 zoee * zoee chatroom irc.chatroom zoee H :0 zoee",
            $":irc.chatroom 315 zoee {mask} :End of the list");
    }

    [TestCase("Bob")]
    [TestCase("bob")]
    [TestCase("B?b")]
    [TestCase("b*")]
    public async Task A_person_is_found_by_name_or_mask_in_any_case(string mask)
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await server.JoinAsync("Bob");
        using var alice = await IrcPeer.RegisterAsync(server, "alice");

        await alice.Asks(
            $"WHO {mask}",
            ":irc.chatroom 352 alice #lobby Bob chatroom irc.chatroom Bob H :0 Bob",
            $":irc.chatroom 315 alice {mask} :End of the list");
    }

    [Test]
    public async Task A_mask_that_fits_nobody_lists_nobody()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var alice = await IrcPeer.RegisterAsync(server, "alice");

        foreach (var mask in new[] { "bob", "b*", "alic", "al:ice" })
        {
            await alice.Asks($"WHO {mask}", $":irc.chatroom 315 alice {mask} :End of the list");
        }

        var longest = string.Concat(Enumerable.Repeat("*a", 40));
        await alice.Asks($"WHO {longest}", $":irc.chatroom 315 alice {longest} :End of the list");
    }

    [Test]
    public async Task The_room_that_both_are_in_is_named_first()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await IrcPeer.JoinAsync(server, "bob", "#lobby,#attic");
        using var alice = await IrcPeer.JoinAsync(server, "alice", "#attic");

        await alice.Asks(
            "WHO bob",
            ":irc.chatroom 352 alice #attic bob chatroom irc.chatroom bob H :0 bob",
            ":irc.chatroom 315 alice bob :End of the list");
    }

    [TestCase("%cuhsnfdar", "#lobby bob chatroom irc.chatroom bob H 0 0 :bob", Description = "WeeChat")]
    [TestCase("%tcuhnfdar,743", "743 #lobby bob chatroom bob H 0 0 :bob", Description = "irssi")]
    [TestCase("%uhnf", "bob chatroom bob :H", Description = "senpai")]
    [TestCase("%roaldfnshiuct,12", "12 #lobby bob 255.255.255.255 chatroom irc.chatroom bob H 0 0 0 n/a :bob")]
    [TestCase("%tn", "0 :bob")]
    [TestCase("%nt,1234", "0 :bob")]
    [TestCase("%nt,1:2", "0 :bob")]
    [TestCase("%nnn", ":bob")]
    [TestCase("%xyzn", ":bob")]
    public async Task Fields_are_sent_in_their_own_order(string fields, string answer)
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await server.JoinAsync("bob");
        using var alice = await IrcPeer.RegisterAsync(server, "alice");

        await alice.Asks($"WHO #lobby {fields}", $":irc.chatroom 354 alice {answer}", ":irc.chatroom 315 alice #lobby :End of the list");
    }

    [Test]
    public async Task The_idle_time_of_an_irc_client_is_known()
    {
        var time = new ManualTime();
        await using var server = RunningServer.Start(RunningServer.WithIrc with { Time = time });
        using var bob = await IrcPeer.JoinAsync(server, "bob", "#lobby");
        time.SetClock(TimeSpan.FromSeconds(100));
        using var alice = await IrcPeer.RegisterAsync(server, "alice");

        await alice.Asks("WHO bob %nl", ":irc.chatroom 354 alice bob :100", ":irc.chatroom 315 alice bob :End of the list");
    }

    [Test]
    public async Task A_long_list_is_cut_with_a_word()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        var peers = new List<TestPeer>();
        for (var i = 0; i < 502; i++)
        {
            peers.Add(await server.JoinTypedAsync($"n{i}"));
        }

        using var alice = await IrcPeer.RegisterAsync(server, "alice");
        await alice.Says("WHO #lobby %n");
        var lines = await alice.ReadsAll();

        // Far more than a mailbox holds.
        await alice.Says([.. Enumerable.Repeat("WHO #lobby", 10)]);
        var many = await alice.ReadsAll();
        peers.ForEach(peer => peer.Dispose());

        Assert.That(lines.Count(line => line.StartsWith(":irc.chatroom 354 alice :n", StringComparison.Ordinal)), Is.EqualTo(500));
        Assert.That(lines[500..], Is.EqualTo(new[] { ":irc.chatroom 416 alice WHO :Only the first 500 are listed.", ":irc.chatroom 315 alice #lobby :End of the list" }));
        Assert.That(many.Count(line => line.StartsWith(":irc.chatroom 352 ", StringComparison.Ordinal)), Is.EqualTo(5000));
    }
}
