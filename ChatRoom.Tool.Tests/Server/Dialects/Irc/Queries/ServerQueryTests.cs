using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Dialects.Irc.Queries;

/// <summary>LUSERS, VERSION, TIME, INFO, ADMIN, MOTD and HELP.</summary>
internal sealed class ServerQueryTests
{
    [Test]
    public async Task The_server_says_what_it_is()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc with { Time = new ManualTime() });
        using var alice = await IrcPeer.RegisterAsync(server, "alice");

        await alice.Asks("TIME", ":irc.chatroom 391 alice irc.chatroom :2026-01-02 03:04:05 UTC");
        await alice.Asks("ADMIN", ":irc.chatroom 423 alice irc.chatroom :Nothing is known about the server's owner.");
        await alice.Asks("MOTD", ":irc.chatroom 422 alice :There is no message of the day.");
        await alice.Asks(
            "INFO",
            ":irc.chatroom 371 alice :a test: chatroom 1.2.3",
            ":irc.chatroom 371 alice :Its rooms are shared with nc, scripts and browsers.",
            ":irc.chatroom 371 alice :Started at 2026-01-02 03:04:05 UTC",
            ":irc.chatroom 374 alice :End of the information");
    }

    [Test]
    public async Task The_version_comes_with_what_is_supported()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var alice = await IrcPeer.RegisterAsync(server, "alice");

        await alice.Says("VERSION");
        var lines = await alice.ReadsAll();

        Assert.That(lines[0], Is.EqualTo(":irc.chatroom 351 alice chatroom-1.2.3 irc.chatroom :a test"));
        Assert.That(lines[1..], Is.Not.Empty.And.All.StartsWith(":irc.chatroom 005 alice "));
    }

    [Test]
    public async Task The_members_of_all_doors_are_counted()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc with { OperatorPassword = new Password("sesame open"u8) });
        using var bob = await server.JoinAsync("bob");
        using var alice = await IrcPeer.JoinAsync(server, "alice", "#lobby,#attic");
        using var zoe = await IrcPeer.ConnectAsync(server);
        await zoe.Says("NICK zoe");
        await zoe.ReadsAll();
        await alice.Says("OPER alice :sesame open");
        await alice.ReadsAll();

        await alice.Asks(
            "LUSERS",
            ":irc.chatroom 251 alice :There are 2 users and 0 invisible on 1 servers",
            ":irc.chatroom 252 alice 1 :operators online",
            ":irc.chatroom 253 alice 1 :unknown connections",
            ":irc.chatroom 254 alice 2 :channels formed",
            ":irc.chatroom 255 alice :I have 2 clients and 0 servers",
            ":irc.chatroom 265 alice :Current local users 2",
            ":irc.chatroom 266 alice :Current global users 2");
    }

    [Test]
    public async Task A_question_may_name_the_server_or_a_person([Values("irc.chatroom", "IRC.*", "alice")] string target)
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc with { Time = new ManualTime() });
        using var alice = await IrcPeer.RegisterAsync(server, "alice");

        await alice.Asks($"TIME {target}", ":irc.chatroom 391 alice irc.chatroom :2026-01-02 03:04:05 UTC");
    }

    [Test]
    public async Task A_question_to_another_server_is_refused([Values("VERSION", "TIME", "INFO", "ADMIN", "MOTD")] string command)
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var alice = await IrcPeer.RegisterAsync(server, "alice");

        await alice.Asks($"{command} irc.example", ":irc.chatroom 402 alice irc.example :There is no such server.");
    }

    [Test]
    public async Task Help_lists_the_commands_and_explains_one([Values("HELP", "HELPOP", "help")] string command)
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var alice = await IrcPeer.RegisterAsync(server, "alice");

        await alice.Asks(
            $"{command} whois",
            ":irc.chatroom 704 alice WHOIS :WHOIS NAME: shows what is known about a person.",
            ":irc.chatroom 706 alice WHOIS :End of the help");
        await alice.Asks($"{command} nothing", ":irc.chatroom 524 alice nothing :There is no help about that; HELP lists the commands.");
        await alice.Says(command);
        await alice.Hears(":irc.chatroom 704 alice * :The commands of this server:");
        await alice.HearsLike(@"^:irc\.chatroom 705 alice \* :ADMIN AWAY BAN .* WHOIS$");
        await alice.Hears(":irc.chatroom 706 alice * :HELP COMMAND shows more about one.");
    }

    [Test]
    public async Task Every_command_of_the_help_is_known()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var alice = await IrcPeer.RegisterAsync(server, "alice");
        await alice.Says("HELP");
        var commands = (await alice.ReadsAll()).Where(line => line.Contains(" 705 ", StringComparison.Ordinal)).SelectMany(line => line[(line.LastIndexOf(':') + 1)..].Split(' ')).ToArray();

        Assert.That(commands, Has.Length.GreaterThan(30));
        await alice.Says([.. commands.Where(command => command != "QUIT")]);
        Assert.That(await alice.ReadsAll(), Has.None.Contains(" 421 "));
    }
}
