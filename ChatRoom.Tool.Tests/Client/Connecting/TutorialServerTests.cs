using ChatRoom.Client.Connecting;
using ChatRoom.Client.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Connecting;

/// <summary>Our client on a tutorial server. Such a server does not frame messages, so the clock advances only when none could be joined to another.</summary>
internal sealed class TutorialServerTests
{
    private readonly ManualTime _time = new();

    [Test]
    public async Task Our_client_and_a_tutorial_client_see_each_other_under_their_names()
    {
        await using var server = new TutorialServer();
        await using var old = await TutorialClient.ConnectAsync(server.EndPoint, "old");
        await old.Prints("old joined!Connected to server!");
        var client = PipedClient.Start(server.EndPoint, "ci", _time);

        // A terminal shows nothing for NUL.
        await old.Prints("ci\0 joined!");
        await Say(client, old, "hello", "ci: hello");
        await client.HasPrinted("ci: hello\n");
        await old.Types("welcome");
        await old.Prints("old: welcome");
        await client.HasPrinted("old: welcome\n");
        await Say(client, old, "bye", "ci: bye");
        client.EndInput();
        Assert.That(await client.Ends(), Is.Null);
        await old.Prints("ci\0 left!");
        Assert.That(client.Output, Does.Not.Contain("\0"));
    }

    [Test]
    public async Task Tutorial_clients_can_decode_our_messages_and_receive_them_one_by_one()
    {
        await using var server = new TutorialServer();
        await using var old = await TutorialClient.ConnectAsync(server.EndPoint, "old");
        await old.Prints("old joined!Connected to server!");
        var client = PipedClient.Start(server.EndPoint, "ci", _time);
        await old.Prints("ci\0 joined!");

        var maxText = 1024 - "ci: ".Length - 1;
        await Say(client, old, "é 🎉", "ci: ? ?");
        await Say(client, old, new string('x', 1500), $"ci: {new string('x', maxText)}", $"ci: {new string('x', 1500 - maxText)}");
        await Say(client, old, "1\n2\n3", "ci: 1", "ci: 2", "ci: 3");
        client.EndInput();
        Assert.That(await client.Ends(), Is.Null);
        await old.Prints("ci\0 left!");
    }

    [Test]
    public async Task A_line_may_come_back_in_pieces_between_other_lines()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", _time);
        using var peer = await JoinAsync(server);
        await client.Feed("hello\n");
        client.EndInput();
        await peer.HearsBytes("ci: hello");
        await peer.Sends("bob: hi\nci: hel");
        await client.HasPrinted("ci: hel");
        await peer.Sends("lo");
        await _time.Passes(TutorialLink.Pause);
        Assert.That(await client.Ends(), Is.Null);
    }

    [Test]
    public async Task A_line_is_not_accepted_if_the_server_closes_before_it_sends_it_back()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", _time);
        using (var peer = await JoinAsync(server))
        {
            await client.Feed("hello\n");
            client.EndInput();
            await peer.HearsBytes("ci: hello");
        }

        Assert.That((await client.Ends())?.Outcome, Is.EqualTo(Outcome.Lost));
        _time.FireAllAtOnce();
    }

    [Test]
    public async Task The_tutorial_option_sends_a_bare_name_that_the_server_need_not_answer()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", _time, isTutorial: true);
        await client.Feed("hello\n");
        client.EndInput();
        using var peer = await server.AcceptAsync();
        await peer.Sends("NAME");
        await peer.HearsBytes("ci");
        await _time.Passes(TutorialLink.NameTimeout);
        await peer.HearsBytes("ci: hello");
        await peer.Sends("ci: hello");
        await _time.Passes(TutorialLink.Pause);
        Assert.That(await client.Ends(), Is.Null);
    }

    [Test]
    public async Task The_client_leaves_a_server_that_echoes_nothing_and_reports_it()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", _time);
        using var peer = await JoinAsync(server);
        await client.Feed("hello\nagain\n");
        client.EndInput();
        await peer.HearsBytes("ci: hello");
        await _time.Passes(TutorialLink.EchoTimeout);
        await _time.Passes(TutorialLink.Pause);
        await peer.HearsBytes("ci: again");
        await _time.Passes(TutorialLink.Pause);
        Assert.That(await client.Ends(), Is.EqualTo(new Failure(
            Outcome.Rejected, "2 lines did not come back from the server, so they may not have been said; the first was line 1")));
        Assert.That(client.Output, Is.EqualTo("ci joined!\n"));
    }

    private static async Task<TestPeer> JoinAsync(ScriptedServer server)
    {
        var peer = await server.AcceptAsync();
        await peer.Sends("NAME");
        await peer.HearsBytes("ci\0");
        await peer.Sends("ci joined!");
        return peer;
    }

    private async Task Say(PipedClient client, TutorialClient old, string input, params string[] printed)
    {
        await client.Feed(input + "\n");
        foreach (var line in printed)
        {
            await old.Prints(line);
            await _time.Passes(TutorialLink.Pause);
        }
    }
}
