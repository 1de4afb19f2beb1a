using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Dialects.Irc.Queries;

/// <summary>WHOIS, WHOWAS, USERHOST and ISON.</summary>
internal sealed class PersonTests
{
    private static readonly ServerOptions Operated = RunningServer.WithIrc with { OperatorPassword = new Password("sesame open"u8) };

    [TestCase("WHOIS bob", "bob")]
    [TestCase("WHOIS BOB", "BOB")]
    [TestCase("WHOIS irc.chatroom bob", "bob")]
    [TestCase("WHOIS bob bob", "bob")]
    public async Task A_member_of_another_door_is_known_by_its_rooms(string question, string name)
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await server.JoinAsync("bob");
        using var alice = await IrcPeer.RegisterAsync(server, "alice");

        await alice.Asks(
            question,
            ":irc.chatroom 311 alice bob bob chatroom * :bob",
            ":irc.chatroom 319 alice bob :#lobby",
            ":irc.chatroom 312 alice bob irc.chatroom :a test",
            $":irc.chatroom 318 alice {name} :End of what is known");
    }

    [Test]
    public async Task An_irc_client_is_known_by_its_connection_as_well()
    {
        var time = new ManualTime();
        await using var server = RunningServer.Start(Operated with { Time = time });
        using var bob = await IrcPeer.RegisterAsync(server, "bob");
        await bob.Says("MODE bob +B", "OPER bob :sesame open", "AWAY :out for lunch", "JOIN #attic,#lobby", "PRIVMSG #lobby :hi");
        await bob.ReadsAll();
        time.SetClock(TimeSpan.FromSeconds(100));
        using var alice = await IrcPeer.RegisterAsync(server, "alice");

        await alice.Asks(
            "WHOIS bob",
            ":irc.chatroom 311 alice bob bob chatroom * :bob",
            ":irc.chatroom 319 alice bob :@#lobby @#attic",
            ":irc.chatroom 312 alice bob irc.chatroom :a test",
            ":irc.chatroom 313 alice bob :is an operator",
            ":irc.chatroom 335 alice bob :is a bot",
            ":irc.chatroom 301 alice bob :out for lunch",
            ":irc.chatroom 317 alice bob 100 1767323045 :seconds idle, and connected since",
            ":irc.chatroom 318 alice bob :End of what is known");
    }

    [Test]
    public async Task An_irc_client_in_no_room_is_known()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var alice = await IrcPeer.RegisterAsync(server, "alice");

        await alice.Says("WHOIS alice");
        await alice.Hears(":irc.chatroom 311 alice alice alice chatroom * :alice", ":irc.chatroom 312 alice alice irc.chatroom :a test");
        await alice.HearsLike(@"^:irc\.chatroom 317 alice alice \d+ \d+ :");
        await alice.Hears(":irc.chatroom 318 alice alice :End of what is known");
    }

    [Test]
    public async Task An_encrypted_connection_is_shown()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc with { Tls = new TlsOptions() });
        using var alice = new IrcPeer(await TestPeer.ConnectEncryptedAsync(server.Irc!.Port));
        await alice.Says("NICK alice", "USER alice 0 * :alice", "WHOIS alice");

        Assert.That(await alice.ReadsAll(), Has.Member(":irc.chatroom 671 alice alice :uses an encrypted connection"));
    }

    [Test]
    public async Task A_member_with_the_name_of_an_irc_client_in_another_room_is_listed_with_it_but_is_another_one()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await IrcPeer.JoinAsync(server, "bob", "#attic");
        using var other = await server.JoinAsync("bob");
        await bob.Says("AWAY :out");
        await bob.ReadsAll();
        using var alice = await IrcPeer.RegisterAsync(server, "alice");

        await alice.Asks("WHO #lobby", ":irc.chatroom 352 alice #lobby bob chatroom irc.chatroom bob H :0 bob", ":irc.chatroom 315 alice #lobby :End of the list");
        await alice.Asks("WHO #attic", ":irc.chatroom 352 alice #attic bob chatroom irc.chatroom bob G :0 bob", ":irc.chatroom 315 alice #attic :End of the list");
        await alice.Says("WHOIS bob");
        Assert.That(await alice.ReadsAll(), Has.Member(":irc.chatroom 319 alice bob :#lobby #attic"));
    }

    [Test]
    public async Task Many_rooms_take_several_lines_of_which_none_is_too_long()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        var channels = Enumerable.Range(10, 40).Select(number => $"#{new string('r', 30)}{number}").ToArray();
        using var bob = await IrcPeer.RegisterAsync(server, "bob");
        await bob.Says([.. channels.Select(channel => $"JOIN {channel}")]);
        await bob.ReadsAll();

        await bob.Says("WHOIS bob");
        var lines = (await bob.ReadsAll()).Where(line => line.Contains(" 319 ", StringComparison.Ordinal)).ToArray();

        Assert.That(lines, Has.All.Length.LessThanOrEqualTo(510));
        Assert.That(lines.SelectMany(line => line[":irc.chatroom 319 bob bob :".Length..].Split(' ')), Is.EqualTo(channels));
    }

    [TestCase("WHOIS nobody", "nobody")]
    [TestCase("WHOIS b*", "b*")]
    [TestCase("WHOIS alice,bob", "alice,bob")]
    public async Task A_name_that_nobody_has_is_not_known(string question, string name)
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var alice = await IrcPeer.RegisterAsync(server, "alice");

        await alice.Asks(question, $":irc.chatroom 401 alice {name} :Nobody here has that name.", $":irc.chatroom 318 alice {name} :End of what is known");
    }

    [Test]
    public async Task A_question_without_a_name_is_refused()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var alice = await IrcPeer.RegisterAsync(server, "alice");

        await alice.Asks("WHOIS", ":irc.chatroom 431 alice :Give a name: WHOIS NAME.");
        await alice.Asks("WHOIS :", ":irc.chatroom 431 alice :Give a name: WHOIS NAME.");
        await alice.Asks("WHOWAS", ":irc.chatroom 431 alice :Give a name: WHOWAS NAME.");
        await alice.Asks("USERHOST", ":irc.chatroom 461 alice USERHOST :More parameters are needed.");
        await alice.Asks("ISON", ":irc.chatroom 461 alice ISON :More parameters are needed.");
    }

    [Test]
    public async Task Nothing_is_kept_about_those_who_are_gone()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var alice = await IrcPeer.RegisterAsync(server, "alice");

        await alice.Asks(
            "WHOWAS bob 5",
            ":irc.chatroom 406 alice bob :Nothing is kept about those who are gone.",
            ":irc.chatroom 369 alice bob :End of what is known");
    }

    [Test]
    public async Task The_hosts_of_up_to_five_persons_are_asked_for_at_once()
    {
        await using var server = RunningServer.Start(Operated);
        using var carol = await server.JoinAsync("carol");
        using var bob = await IrcPeer.RegisterAsync(server, "bob");
        await bob.Says("OPER bob :sesame open", "AWAY :out");
        await bob.ReadsAll();

        await bob.Asks("USERHOST CAROL nobody bob", ":irc.chatroom 302 bob :carol=+carol@chatroom bob*=-bob@chatroom");
        await bob.Asks("USERHOST nobody", ":irc.chatroom 302 bob :");
        await bob.Asks("USERHOST a b c d e carol", ":irc.chatroom 302 bob :");
    }

    [TestCase("ISON alice nobody BOB", "alice bob")]
    [TestCase("ISON :alice nobody BOB", "alice bob")]
    [TestCase("ISON nobody", "")]
    public async Task Names_are_asked_for_whether_somebody_has_them(string question, string answer)
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await server.JoinAsync("bob");
        using var alice = await IrcPeer.RegisterAsync(server, "alice");

        await alice.Asks(question, $":irc.chatroom 303 alice :{answer}");
    }
}
