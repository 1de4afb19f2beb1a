using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Server;

/// <summary>The limits of a server as a process, from arguments or a file of arguments, and their effect on clients.</summary>
internal sealed class LimitTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatroom-");

    [TearDown]
    public void Delete() => _folder.Delete(recursive: true);

    [Test]
    public async Task A_client_over_the_limit_ends_with_4_and_the_reason()
    {
        var (server, port) = await ToolProcess.ListensAsync(ToolProcess.Start("server", "--port", "0", "--limit-loopback", "--max-per-address", "1"));
        await using var _ = server;
        using var alice = await TestPeer.JoinAsync(port, "alice");

        await using var send = ToolProcess.Start("send", "--port", $"{port}", "--name", "ci", "hello");

        await send.FailsWith(4, $"the server at 127.0.0.1:{port} refused the connection: There are too many connections from your address; close one, or try again later");
    }

    [Test]
    public async Task Limits_in_a_file_of_arguments_are_read_again_and_other_changes_are_named()
    {
        Requires.Program("sh");
        var file = Write("server.args", "--limit-loopback", "--max-per-address=1");
        var (server, port) = await ToolProcess.ListensAsync(ToolProcess.StartOther(
            "sh", "-c", """exec "$0" server --port 0 --ephemeral "@$1" 2>&1""", ToolProcess.ToolPath, file));
        await using var _ = server;
        using var alice = await TestPeer.JoinAsync(port, "alice");
        using var one = await TestPeer.ConnectAsync(port);
        await one.HearsBytes("! There are too many ");
        await server.Prints("turned away a connection: too many from one address (--max-per-address)");

        Write("server.args", "--limit-loopback", "--max-per-address=2", "--max-rooms=7");
        await server.IsSent("HUP");
        await server.Prints("reloaded the configuration: --max-per-address 2; a restart would change --max-rooms");
        using var two = await TestPeer.JoinAsync(port, "two");

        Write("server.args", "--rate=fast");
        await server.IsSent("HUP");
        await server.Prints("the configuration stays as it was: 'fast' is not a number for --rate; give one from 1 to 1000000, or off");
        using var three = await TestPeer.ConnectAsync(port);
        await three.HearsBytes("! There are too many ");
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "A current directory cannot be removed there.")]
    public async Task A_server_whose_current_directory_was_removed_keeps_its_limits()
    {
        Requires.Program("sh");
        var file = Write("server.args", "--rate=20");
        var directory = _folder.CreateSubdirectory("gone");
        var (server, _) = await ToolProcess.ListensAsync(ToolProcess.StartOther(
            "sh", "-c", """cd "$2"; exec "$0" server --port 0 --ephemeral "@$1" 2>&1""", ToolProcess.ToolPath, file, directory.FullName));
        await using var running = server;
        directory.Delete();

        await server.IsSent("HUP");

        await server.Prints("the configuration stays as it was: the current directory was removed; change to another one");
    }

    [Test]
    public async Task A_bad_line_in_a_list_is_named_and_the_server_does_not_start()
    {
        var deny = Write("denied", "192.0.2.1", "bob");
        await using var server = ToolProcess.Start("server", "--port", "0", "--deny-file", deny);
        await server.FailsWith(1, $"line 2 of {deny} is not a network; write ADDRESS or ADDRESS/N, such as 192.0.2.0/24 or 2001:db8::/32");
    }

    [TestCase("--max-per-address", "many", "'many' is not a number for --max-per-address; give one from 1 to 1000000, or off")]
    [TestCase("--connect-burst", "0", "'0' is not a number for --connect-burst; give one from 1 to 1000000")]
    [TestCase("--idle-timeout", "soon", "'soon' is not a time for --idle-timeout; give a number followed by ms, s, m, h or d, such as 30s, from 1ms to 30d; a number alone is seconds; or off")]
    public async Task An_invalid_limit_is_one_sentence(string option, string value, string sentence)
    {
        await using var server = ToolProcess.Start("server", "--port", "0", option, value);
        await server.FailsWith(2, sentence);
    }

    [TestCase("client --name bob", "join lobby bob")]
    [TestCase("send --name bob -", "send lobby bob")]
    [TestCase("tail", null)]
    [TestCase("wait --match x", null)]
    [TestCase("exec --name bob -- cat", "join lobby bob bot")]
    public async Task A_client_that_waits_answers_pings(string verb, string? entering)
    {
        using var server = new ScriptedServer();
        var words = verb.Split(' ');
        await using var client = ToolProcess.Start([words[0], "--port", $"{server.EndPoint.Port}", .. words[1..]]);
        using var peer = await server.GreetAsync(entering is null ? ChatRoom.Protocol.Nickname.MakeAcceptable(Environment.UserName).ToString() : "bob");
        await peer.HearsLike(entering ?? "^watch lobby ");
        await peer.Says(entering is null ? "watching lobby 0 1700000000000 1" : "welcome lobby bob 0 1700000000000 1");

        await peer.Says("ping still there?");

        await peer.Hears("pong still there?");
    }

    private string Write(string name, params string[] lines)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllLines(path, lines);
        return path;
    }
}
