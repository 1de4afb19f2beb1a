using ChatRoom.Client;
using ChatRoom.Tests.Support;
using NUnit.Framework;

namespace ChatRoom.Tests.Client;

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
    public async Task A_server_that_echoes_nothing_is_left_after_a_while()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci", _time);
        using var peer = await server.AcceptAsync();
        await peer.Sends("NAME");
        await peer.HearsBytes("ci\0");
        await peer.Sends("ci joined!");
        await client.Feed("hello\n");
        client.EndInput();
        await peer.HearsBytes("ci: hello");
        await _time.Passes(TutorialLink.EchoTimeout);
        await _time.Passes(TutorialLink.Pause);
        Assert.That(await client.Ends(), Is.Null);
        Assert.That(client.Output, Is.EqualTo("ci joined!\n"));
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
