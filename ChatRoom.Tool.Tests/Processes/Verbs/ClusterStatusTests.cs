using System.Runtime.Versioning;
using ChatRoom.Protocol;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Cluster;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Verbs;

/// <summary><c>chatroom cluster status</c> as a process.</summary>
internal sealed class ClusterStatusTests
{
    private static readonly string User = Nickname.MakeAcceptable(Environment.UserName).ToString();

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task Each_server_of_a_cluster_is_a_row()
    {
        await using var cluster = await RunningCluster.StartAsync(3);
        using var alice = await cluster[1].JoinTypedAsync("alice");
        var (first, second, third) = (cluster[0].EndPoint, cluster[1].EndPoint, cluster[2].EndPoint);

        await using var status = Status($"{first},{second}");
        await status.PrintsLike(@"^node    address +phase  run  members  applied  lag  cut off$");
        await status.PrintsLike($@"^node-0  {first} +alive    1        0  +\d+ +\d+  no$");
        await status.PrintsLike($@"^node-1  {second} +alive    2        1  +\d+ +\d+  no$");
        await status.PrintsLike($@"^node-2  {third} +alive    3        0        -    -  -$");
        await EndsWith(0, status, "");

        await using var json = Status($"{second}", "--json");
        await json.PrintsLike($$"""^{"node":"node-0","address":"{{first}}","phase":"alive","run":1,"members":0}$""");
        await json.PrintsLike($$"""^{"node":"node-1","address":"{{second}}","phase":"alive","run":2,"members":1,"applied":\d+,"lag":\d+,"cutOff":false}$""");
        await json.PrintsLike($$"""^{"node":"node-2","address":"{{third}}","phase":"alive","run":3,"members":0}$""");
        await EndsWith(0, json, "");
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task A_server_that_does_not_answer_is_reported_beside_the_others()
    {
        await using var cluster = await RunningCluster.StartAsync(1);
        var nobody = $"127.0.0.1:{FreePort.Find()}";

        await using var status = Status($"{nobody},{cluster[0].EndPoint}");

        await status.PrintsLike("^node ");
        await status.PrintsLike("^node-0 ");
        await EndsWith(3, status, $"chatroom: cannot connect to {nobody}: nothing listens there; start a room with 'chatroom server'\n");
    }

    [Test]
    public async Task A_server_that_is_alone_refuses()
    {
        await using var server = RunningServer.Start();

        await using var status = Status($"{server.EndPoint}");

        await EndsWith(4, status, $"chatroom: {server.EndPoint}: This server is alone: it was started without --cluster, so there are no other servers to list.\n");
    }

    [Test]
    public async Task The_password_is_needed()
    {
        await using var server = RunningServer.Start(RunningServer.Options with { Password = new Password("sesame open"u8) });

        await using var without = Status($"{server.EndPoint}");
        await EndsWith(4, without, $"chatroom: {server.EndPoint}: {Refusal.PasswordNeeded.Text}\n");

        await using var with = ToolProcess.StartWith([("CHATROOM_PASSWORD", "sesame open")], "cluster", "status", "--host", $"{server.EndPoint}");
        await EndsWith(4, with, $"chatroom: {server.EndPoint}: {Refusal.NoCluster.Text}\n");
    }

    [Test]
    public async Task A_server_of_an_earlier_version_is_too_old()
    {
        using var server = new ScriptedServer();
        await using var status = Status($"{server.EndPoint}");
        using var client = await server.GreetAsync(User);
        await client.Hears("cluster", "ping cluster");

        await client.Says("pong cluster");

        await EndsWith(7, status, $"chatroom: the server at {server.EndPoint} is too old to be one of several; update it\n");
    }

    [Test]
    public async Task Servers_that_are_behind_or_cut_off_are_seen()
    {
        using var ahead = new ScriptedServer();
        using var behind = new ScriptedServer();
        await using var status = Status($"{ahead.EndPoint},{behind.EndPoint}");
        await Answers(ahead, "node a alive 1 10000 a:5500", "node b expired 2 0 b:5500", "cluster a connected 1200 1210");
        await Answers(behind, "node a alive 1 9 a:5500", "node b alive 2 \x1b[31m8 b:5500", "node b alive 2 8 b\x1b[31m:5500", "cluster b cut-off 1100 1100");

        Assert.That(await status.PrintsToTheEnd(), Is.EqualTo("""
            node  address  phase    run  members  applied  lag  cut off
            a     a:5500   alive      1    10000     1200   10  no
            b     b:5500   expired    2        0     1100  110  yes

            """.ReplaceLineEndings("\n")));
        await EndsWith(0, status, "");
    }

    [Test]
    public async Task An_endless_answer_ends_the_command()
    {
        using var server = new ScriptedServer();
        await using var status = Status($"{server.EndPoint}");
        using var client = await server.GreetAsync(User);
        await client.Hears("cluster", "ping cluster");

        await client.Says(string.Join('\n', Enumerable.Repeat("node a alive 1 1 a:5500", 10_001)));

        await EndsWith(7, status, $"chatroom: the server at {server.EndPoint} lists more servers than a cluster can have\n");
    }

    [TestCase("a word is missing; give 'chatroom cluster status'", "cluster")]
    [TestCase("'state' is not known; give 'chatroom cluster status'", "cluster", "state")]
    public async Task The_command_line_says_what_is_to_be_shown(string sentence, params string[] arguments)
    {
        await using var tool = ToolProcess.Start(arguments);

        await tool.FailsWith(2, sentence);
    }

    private static ToolProcess Status(string hosts, params string[] more) => ToolProcess.Start(["cluster", "status", "--host", hosts, .. more]);

    private static async Task Answers(ScriptedServer server, params string[] lines)
    {
        using var client = await server.GreetAsync(User);
        await client.Hears("cluster", "ping cluster");
        await client.Says(string.Join('\n', lines));
        await client.HearsToTheEnd();
    }

    private static async Task EndsWith(int exitCode, ToolProcess process, string errors)
    {
        Assert.That(await process.PrintsToTheEnd(), Is.Empty);
        Assert.That(await process.Errors, Is.EqualTo(errors));
        Assert.That(await process.Exits(), Is.EqualTo(exitCode));
    }
}
