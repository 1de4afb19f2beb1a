using ChatRoom.Client.Connecting;
using ChatRoom.Client.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Connecting;

/// <summary>That server does not frame, so time stands still here while anything could be joined on its way.</summary>
internal sealed class TutorialServerTests
{
    private readonly ManualTime _time = new();

    [Test]
    public async Task Beside_a_tutorial_client_both_see_both_under_their_right_names()
    {
        await using var server = new TutorialServer();
        await using var old = await TutorialClient.ConnectAsync(server.EndPoint, "old");
        await old.Prints("old joined!Connected to server!");
        var client = PipedClient.Start(server.EndPoint, "ci", _time);

        // NUL is time fill: a terminal shows nothing for it.
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
    public async Task Its_other_clients_survive_what_we_write_and_get_each_message_alone()
    {
        await using var server = new TutorialServer();
        await using var old = await TutorialClient.ConnectAsync(server.EndPoint, "old");
        await old.Prints("old joined!Connected to server!");
        var client = PipedClient.Start(server.EndPoint, "ci", _time);
        await old.Prints("ci\0 joined!");

        var room = 1024 - "ci: ".Length - 1;
        await Say(client, old, "é 🎉", "ci: ? ?");
        await Say(client, old, new string('x', 1500), $"ci: {new string('x', room)}", $"ci: {new string('x', 1500 - room)}");
        await Say(client, old, "1\n2\n3", "ci: 1", "ci: 2", "ci: 3");
        client.EndInput();
        Assert.That(await client.Ends(), Is.Null);
        await old.Prints("ci\0 left!");
    }

    [Test]
    public async Task A_line_may_come_back_in_pieces_and_among_others()
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
    public async Task A_line_that_the_server_did_not_send_back_before_it_hung_up_was_not_accepted()
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
        _time.Flies();
    }

    [Test]
    public async Task On_the_users_word_it_is_given_a_bare_name_and_need_not_answer_it()
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
    public async Task A_server_that_echoes_nothing_is_left_after_a_while_and_that_is_told()
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
