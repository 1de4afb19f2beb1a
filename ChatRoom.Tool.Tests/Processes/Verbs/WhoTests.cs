using System.Net.Sockets;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Verbs;

/// <summary><c>chatroom who</c> as a process: its list of members, and that members see nothing of it.</summary>
internal sealed class WhoTests
{
    private const string Time = @"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d\d\dZ";

    [Test]
    public async Task Each_member_is_one_line_in_the_order_of_joining()
    {
        await using var server = RunningServer.Start();
        using var zoe = await server.JoinAsync("zoe");
        using var alice = await server.JoinTypedAsync("alice");
        using var ci = await server.JoinAsync("[ci]^");
        await zoe.Hears("alice joined!", "[ci]^ joined!");

        await Prints(server, "zoe\nalice\n[ci]^\n");

        await zoe.Says("that is all");
        await zoe.Hears("zoe: that is all");
    }

    [Test]
    public async Task An_endless_answer_ends_the_command()
    {
        using var server = new ScriptedServer();
        await using var who = ToolProcess.Start("who", "--json", "--port", $"{server.EndPoint.Port}");
        using var client = await server.GreetAsync(Nickname.MakeAcceptable(Environment.UserName).ToString());
        await client.Hears("who lobby");
        var people = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("present lobby alice person 1700000000000\n", 10_000)));
        Assert.That(
            async () =>
            {
                for (var times = 0; times < 1000; times++)
                {
                    await client.Sends(people);
                }
            },
            Throws.InstanceOf<SocketException>());
        await who.FailsWith(7, $"the server at 127.0.0.1:{server.EndPoint.Port} lists more members than a room can have");
    }

    [Test]
    public async Task An_empty_room_prints_nothing()
    {
        await using var server = RunningServer.Start();

        await Prints(server, "");
        await Prints(server, "", "--json");
    }

    [Test]
    public async Task JSON_marks_a_bot()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var bot = ToolProcess.Start("exec", "--port", $"{server.EndPoint.Port}", "--name", "echo", "--", "cat");
        await alice.Hears("echo joined!");

        await using var who = Who(server, "--json");

        await who.PrintsLike($$"""^\{"name":"alice","room":"lobby","since":"{{Time}}"\}$""");
        await who.PrintsLike($$"""^\{"name":"echo","room":"lobby","since":"{{Time}}","bot":true\}$""");
        Assert.That(await who.PrintsToTheEnd(), Is.Empty);
        Assert.That(await who.Exits(), Is.Zero);
        await Prints(server, "alice\necho\n");
    }

    [Test]
    public async Task Senders_and_watchers_are_not_in_the_list()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var tail = ToolProcess.Start("tail", "--port", $"{server.EndPoint.Port}", "--since", "all");
        await tail.Prints("alice joined!");
        await using var send = ToolProcess.Start("send", "--port", $"{server.EndPoint.Port}", "--name", "ci");
        await send.Reads("hello");
        await alice.Hears("ci: hello");

        await Prints(server, "alice\n");
    }

    [Test]
    public async Task A_room_that_does_not_exist_is_refused()
    {
        await using var server = RunningServer.Start();

        await using var who = Who(server, "--room", "ops");

        await who.FailsWith(4, "There is no room ops; the first person to join creates it, and /rooms lists the rooms.");
    }

    [Test]
    public async Task Names_from_the_server_are_filtered()
    {
        using var server = new ScriptedServer();
        await using var who = ToolProcess.Start("who", "--url", $"chatroom://ci@{server.EndPoint}");
        using var session = await server.AcceptAsync();
        await session.Sends("NAME");
        await session.HearsBytes($"{ChatRoom.Protocol.Nickname.MakeAcceptable(Environment.UserName)}\0");
        await session.Says("chatroom/1 9.9.9 scripted");
        await session.Hears("who lobby");

        await session.Sends("present lobby al\e[31mice person 1700000000000\nmessage 1 1700000000000 lobby bob hi\ntotal lobby 1\n");

        Assert.That(await who.PrintsToTheEnd(), Is.EqualTo("alice\n"));
        Assert.That(await who.Exits(), Is.Zero);
    }

    private static ToolProcess Who(RunningServer server, params string[] arguments) =>
        ToolProcess.Start(["who", "--port", $"{server.EndPoint.Port}", .. arguments]);

    private static async Task Prints(RunningServer server, string printed, params string[] arguments)
    {
        await using var who = Who(server, arguments);
        Assert.That(await who.PrintsToTheEnd(), Is.EqualTo(printed));
        Assert.That(await who.Errors, Is.Empty);
        Assert.That(await who.Exits(), Is.Zero);
    }
}
