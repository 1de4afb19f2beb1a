using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Options;

/// <summary>The server of a client with several settings. Nothing listens at these ports, so the failure names the chosen address.</summary>
internal sealed class ConnectionSettingsTests
{
    [TestCase("127.0.0.1:2", "", "client chatroom://127.0.0.1:2")]
    [TestCase("127.0.0.1:2", "", "client --url chatroom://127.0.0.1:2")]
    [TestCase("[::1]:2", "", "client chatroom://[::1]:2/lobby")]
    [TestCase("127.0.0.1:2", "CHATROOM_URL=chatroom://127.0.0.1:2", "client")]
    [TestCase("127.0.0.1:1", "CHATROOM_PORT=3", "client chatroom://127.0.0.1:2 --port 1")]
    [TestCase("127.0.0.1:2", "CHATROOM_PORT=3 CHATROOM_HOST=no..name", "client chatroom://127.0.0.1:2")]
    [TestCase("127.0.0.1:3", "CHATROOM_PORT=3 CHATROOM_URL=chatroom://127.0.0.2:4", "client --host 127.0.0.1")]
    [TestCase("127.0.0.2:3", "CHATROOM_PORT=3 CHATROOM_URL=chatroom://127.0.0.2:4", "client")]
    [TestCase("127.0.0.1:3", "CHATROOM_PORT=3 CHATROOM_URL=chatroom://127.0.0.2:4", "client chatroom://127.0.0.1")]
    [TestCase("127.0.0.1:2", "CHATROOM_PORT=tcp://10.0.0.1:5500 CHATROOM_URL=chatroom://127.0.0.1:2", "client")]
    [TestCase("127.0.0.1:2", "CHATROOM_PORT= CHATROOM_HOST= CHATROOM_URL=chatroom://127.0.0.1:2", "client")]
    public async Task An_option_is_stronger_than_the_url_then_the_variable_of_a_part_then_the_variable_of_the_url(string address, string variables, string line)
    {
        await using var client = ToolProcess.StartWith(
            [.. variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => (one.Split('=')[0], one.Split('=')[1]))], line.Split(' '));

        Assert.That(await client.Errors, Does.StartWith($"chatroom: cannot connect to {address}: "));
        Assert.That(await client.Exits(), Is.EqualTo(3));
    }

    [Test]
    public async Task A_url_gives_name_and_room()
    {
        using var server = new ScriptedServer();
        await using var client = ToolProcess.Start("client", $"chatroom://b%5Eb@127.0.0.1:{server.EndPoint.Port}/ops");
        using var peer = await server.AcceptAsync();
        await peer.Sends("NAME");
        await peer.HearsBytes("b^b\0");
        await peer.Says("chatroom/1 9.9.9 scripted");

        await peer.HearsLike(@"^join ops b\^b numbered ");
    }

    [Test]
    public async Task A_room_and_a_name_can_be_given_by_variables()
    {
        using var server = new ScriptedServer();
        await using var client = ToolProcess.StartWith(
            [("CHATROOM_ROOM", "ops"), ("CHATROOM_NAME", "bob"), ("CHATROOM_URL", $"chatroom://eve@127.0.0.1:{server.EndPoint.Port}/lobby")], "client");
        using var peer = await server.AcceptAsync();
        await peer.Sends("NAME");
        await peer.HearsBytes("bob\0");
        await peer.Says("chatroom/1 9.9.9 scripted");

        await peer.HearsLike("^join ops bob numbered ");
    }

    [Test]
    public async Task A_wrong_url_in_the_environment_is_wrong_usage()
    {
        await using var client = ToolProcess.StartWith([("CHATROOM_URL", "chatroom://h:port")], "client");

        await client.FailsWith(
            2,
            "CHATROOM_URL cannot be used: 'chatroom://h:port' is not a room's URL such as chatroom://bob@10.0.0.5:5500/lobby: 'port' is not a port; give a number from 1 to 65535");
    }
}
