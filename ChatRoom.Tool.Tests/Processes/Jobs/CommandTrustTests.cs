using System.Runtime.Versioning;
using ChatRoom.Tests.Processes.Access;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Jobs;

/// <summary>A chatroom in a bot's command trusts the bot's server as the bot does, and sends the password to no other server.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class CommandTrustTests : TlsPrograms
{
    [Test]
    public async Task A_chatroom_in_a_bots_command_has_its_fingerprint_and_its_password()
    {
        var password = Folder.Write("password", "sesame open\n");
        var (server, port, fingerprint) = await StartServerAsync("--data", Folder["data"], "--password-file", password);
        await using var _ = server;
        string[] connection = ["--port", $"{port}", "--fingerprint", fingerprint, "--password-file", password];
        await using var bot = Start(["exec", "--name", "echo", .. connection, "--", "sh", "-c", """cd /; "$0" send --name zed heard && "$0" who""", ToolProcess.ToolPath]);
        await using var joined = Start(["tail", .. connection, "--count", "1", "--types", "join", "--since", "all", "--from", "echo"]);
        Assert.That(await joined.Exits(), Is.Zero, await joined.Errors);

        await using var send = Start(["send", .. connection, "hello"]);
        Assert.That(await send.Exits(), Is.Zero, await send.Errors);

        await bot.Prints("echo");
    }

    [TestCase("", "send lobby ci")]
    [TestCase("/lobby", "password sesame open")]
    public async Task The_password_for_the_server_in_the_environment_is_sent_to_no_other(string room, string firstLine)
    {
        using var server = new ScriptedServer();
        var here = $"chatroom://127.0.0.1:{server.EndPoint.Port}";
        var variables = new[] { ("CHATROOM_URL", room.Length > 0 ? here + room : "chatroom://127.0.0.1:1/lobby"), ("CHATROOM_URL_PASSWORD_FILE", Folder.Write("password", "sesame open\n")) };
        await using var send = StartWith(variables, "send", "--name", "ci", "--no-reconnect", "--port", $"{server.EndPoint.Port}", "hi");

        using var client = await server.GreetAsync("ci");

        await client.Hears(firstLine);
    }
}
