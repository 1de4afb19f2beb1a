using ChatRoom.Server;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Connections;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class LeavingTests(bool portable)
{
    private ServerOptions Options { get; } = RunningServer.Options with { Portable = portable };

    [Test]
    public async Task Peers_that_connect_and_vanish_at_once_harm_nobody()
    {
        await using var server = RunningServer.Start(Options);
        using var alice = await server.JoinAsync("alice");
        for (var i = 0; i < 50; i++)
        {
            var peer = await server.ConnectAsync();
            if (i % 2 == 0)
            {
                peer.Dies();
            }
            else
            {
                peer.Dispose();
            }
        }

        using var bob = await server.JoinAsync("bob");
        await alice.Hears("bob joined!");
    }

    [Test]
    public async Task Resets_in_every_state_harm_nobody()
    {
        await using var server = RunningServer.Start(Options);
        using var alice = await server.JoinAsync("alice");
        string[] lastWords = ["", "half a na", "x\0", "x\0join lob", "?\n", "eve\nhalf a li"];
        foreach (var words in lastWords)
        {
            var peer = await server.ConnectAsync();
            await peer.HearsBytes("NAME");
            await peer.Sends(words);
            peer.Dies();
        }

        // Eve may have joined before her reset arrived; in that case she left.
        using var bob = await server.JoinAsync("bob");
        var seen = new List<string>();
        while (seen.LastOrDefault() != "bob joined!")
        {
            seen.Add(await alice.NextLine());
        }

        Assert.That(seen.SkipLast(1), Is.SubsetOf(new[] { "eve joined!", "eve left!", "half_a_na joined!", "half_a_na left!", "eve: half a li" }));
    }

    [Test]
    public async Task A_program_that_quits_first_gets_every_acknowledgement()
    {
        await using var server = RunningServer.Start(Options);
        using var ci = await server.JoinTypedAsync("ci");
        await ci.Sends("say 1 lobby a\nsay 2 lobby b\nquit\n");
        Assert.That(await ci.HearsToTheEnd(), Does.Match(@"^message 2 \d+ lobby ci a\nmessage 3 \d+ lobby ci b\nack 2 3\n$"));
    }

    [Test]
    public async Task A_server_that_drains_sends_its_end_in_every_dialect_and_loses_no_message()
    {
        await using var server = RunningServer.Start(Options);
        using var line = await server.JoinAsync("line");
        using var typed = await server.JoinTypedAsync("typed");
        await line.Hears("typed joined!");
        await using var tutorial = await TutorialClient.ConnectAsync(server.EndPoint, "tutorial");
        await tutorial.Prints("tutorial joined!", "Connected to server!");
        await line.Hears("tutorial joined!");
        await typed.HearsLike("tutorial$");
        using var unnamed = await server.ConnectAsync();
        await unnamed.HearsBytes("NAME");
        await line.Says("last words");
        await line.Hears("line: last words");

        server.Stop();

        await line.Hears("# The server is shutting down.");
        Assert.That(await line.HearsToTheEnd(), Is.Empty);
        await typed.HearsLike("last words$");
        await typed.Hears("retry 1000", "bye draining The server is shutting down.");
        Assert.That(await typed.HearsToTheEnd(), Is.Empty);
        Assert.That(await tutorial.ReceivesToTheEnd(), Does.Match("line: last words\n?# The server is shutting down.$"));
        Assert.That(await unnamed.HearsToTheEnd(), Is.Empty);
        line.Dispose();
        typed.Dispose();
        unnamed.Dispose();
        await server.Stopped;
        Assert.That(server.Log.ToString(), Does.Contain("line left: the server shuts down"));
    }

    [Test]
    public async Task A_server_that_drains_accepts_no_connection()
    {
        await using var server = RunningServer.Start(Options);
        server.Stop();
        await server.Stopped;
        Assert.That(() => server.ConnectAsync(), Throws.InstanceOf<System.Net.Sockets.SocketException>());
    }

    [Test]
    public async Task A_port_in_use_is_explained_in_one_sentence()
    {
        await using var server = RunningServer.Start(Options);
        var options = Options with { EndPoint = server.EndPoint };
        Assert.That(ChatServer.TryBind(options, new ServerEvents(TextWriter.Null, new EventOptions()) { Unwritten = () => 0 }, out _, out var whyNot), Is.False);
        Assert.That(whyNot, Is.EqualTo(
            $"port {server.EndPoint.Port} on 127.0.0.1 is in use; choose another with --port, or 0 for any free one"));
    }
}
