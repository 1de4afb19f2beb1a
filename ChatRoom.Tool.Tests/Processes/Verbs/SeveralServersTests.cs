using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Verbs;

/// <summary>The verbs with several servers, of which one answers.</summary>
internal sealed class SeveralServersTests : IAsyncDisposable
{
    private readonly int _nobody = FreePort.Find();
    private readonly RunningServer _server = RunningServer.Start();

    private string Hosts => $"127.0.0.1:{_nobody},127.0.0.1:{_server.EndPoint.Port}";

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Test]
    public async Task Each_verb_uses_the_server_that_answers()
    {
        using var alice = await _server.JoinAsync("alice");
        await using (var send = ToolProcess.Start("send", "--host", Hosts, "--name", "ci", "done"))
        {
            Assert.That(await send.Exits(), Is.Zero, await send.Errors);
        }

        await using (var who = ToolProcess.StartWith([("CHATROOM_HOST", Hosts)], "who"))
        {
            await who.Prints("alice");
            Assert.That(await who.Exits(), Is.Zero, await who.Errors);
        }

        await using (var ping = ToolProcess.Start("ping", $"chatroom://{Hosts}", "--count", "2"))
        {
            await ping.PrintsLike($"^{_server.EndPoint} answered in ");
            await ping.PrintsLike($"^{_server.EndPoint} answered in ");
            Assert.That(await ping.Exits(), Is.Zero, await ping.Errors);
        }

        await using (var tail = ToolProcess.Start("tail", "-u", $"chatroom://{Hosts}/lobby", "--poll", "--types", "message"))
        {
            await tail.Prints("ci: done");
            Assert.That(await tail.Exits(), Is.Zero, await tail.Errors);
        }

        await using (var wait = ToolProcess.Start("wait", "--host", Hosts, "--since", "all", "--match", "done"))
        {
            await wait.Prints("ci: done");
            Assert.That(await wait.Exits(), Is.Zero, await wait.Errors);
        }

        await using (var run = ToolProcess.Start("run", "--host", Hosts, "--name", "job", "--", ToolProcess.ToolPath, "--version"))
        {
            Assert.That(await run.Exits(), Is.Zero, await run.Errors);
        }

        await using var client = ToolProcess.Start("client", "--host", Hosts, "--name", "bob");
        await client.Prints("bob joined!");
        client.EndsItsInput();
        Assert.That(await client.Exits(), Is.Zero, await client.Errors);
    }

    [TestCase("who")]
    [TestCase("ping")]
    [TestCase("send hi")]
    [TestCase("tail")]
    [TestCase("exec -- cat")]
    public async Task If_no_server_can_be_reached_the_exit_code_is_3_and_each_is_named(string line)
    {
        var words = line.Split(' ');
        int[] ports = [_nobody, FreePort.Find()];
        await using var process = ToolProcess.Start([words[0], "--host", $"127.0.0.1:{ports[0]},127.0.0.1:{ports[1]}", .. words[1..]]);

        Assert.That(await process.Errors, Does.StartWith("chatroom: none of the 2 servers can be used: ")
            .And.Contain($"cannot connect to 127.0.0.1:{ports[0]}: nothing listens there")
            .And.Contain($"cannot connect to 127.0.0.1:{ports[1]}: nothing listens there")
            .And.EndWith("; check the addresses, or try again later\n"));
        Assert.That(await process.Exits(), Is.EqualTo(3));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task A_bots_command_has_all_servers_in_its_url()
    {
        await using var bot = ToolProcess.Start("exec", "--host", Hosts, "--name", "echo", "--", "sh", "-c", "echo $CHATROOM_URL");
        using var alice = await _server.JoinAsync("alice");
        await using var joined = ToolProcess.Start("tail", "--host", Hosts, "--count", "1", "--types", "join", "--since", "all", "--from", "echo");
        Assert.That(await joined.Exits(), Is.Zero, await joined.Errors);
        await alice.Says("hi");

        await bot.Prints($"chatroom://{Hosts}/lobby");
    }
}
