using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Verbs;

/// <summary><c>chatroom tail</c> and <c>chatroom wait</c> of several rooms as processes.</summary>
internal sealed class SeveralRoomsTests
{
    private static readonly string Self = Nickname.MakeAcceptable(Environment.UserName).ToString();

    [Test]
    public async Task Tail_prints_each_line_with_its_room()
    {
        using var server = new ScriptedServer();
        await using var tail = ToolProcess.Start("tail", "--port", $"{server.EndPoint.Port}", "--room", "a", "-r", "b", "--count", "2");
        using var peer = await server.GreetAsync(Self);
        await peer.Hears("watch a now log elsewhere", "watch b now log");

        await peer.Says("watching a 0 1700000000000 1\nwatching b 0 1700000000000 1");
        await peer.Says("message 1 1700000000000 b bob hi\nmessage 1 1700000000000 a alice hello");

        Assert.That(await tail.PrintsToTheEnd(), Is.EqualTo("[b] bob: hi\n[a] alice: hello\n"));
        Assert.That(await tail.Exits(), Is.Zero);
    }

    [Test]
    public async Task Wait_waits_in_several_rooms()
    {
        using var server = new ScriptedServer();
        await using var wait = ToolProcess.Start("wait", "--port", $"{server.EndPoint.Port}", "--room", "*", "--match", "^go$", "--json");
        using var peer = await server.GreetAsync(Self);
        await peer.Hears("watch * now log elsewhere", "ping watched");

        await peer.Says("watching a 0 1700000000000 1\npong watched\nmessage 1 1700000000000 a alice stop\nmessage 2 1700000000000 a alice go");

        Assert.That(await wait.PrintsToTheEnd(), Is.EqualTo(
            """{"id":2,"time":"2023-11-14T22:13:20.000Z","type":"message","room":"a","name":"alice","text":"go"}""" + "\n"));
        Assert.That(await wait.Exits(), Is.Zero);
    }

    [TestCase("watching a 0 1700000000000 1\nerror bad-line 0 That line does not follow the protocol.", "--room", "a", "--room", "b")]
    [TestCase("error bad-room 0 That room name is not allowed.", "--room", "*")]
    public async Task A_server_that_is_too_old_is_refused(string answer, params string[] rooms)
    {
        using var server = new ScriptedServer();
        await using var tail = ToolProcess.Start(["tail", "--port", $"{server.EndPoint.Port}", .. rooms]);
        using var peer = await server.GreetAsync(Self);
        await peer.Says(answer);

        await tail.FailsWith(4, "this server is too old to be read in several rooms over one connection; update it, or read each room over a connection of its own");
    }

    [Test]
    public async Task A_room_that_is_given_twice_is_wrong_usage()
    {
        await using var tail = ToolProcess.Start("tail", "--room", "a", "--room=a");

        await tail.FailsWith(2, "the room a is given twice; give each room once");
    }
}
