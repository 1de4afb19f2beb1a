using System.Runtime.Versioning;
using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Server;

/// <summary>The operators of a server as a process, and our client if it is kicked or banned.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class OperatorTests
{
    private const string Option = "--operator-password-file";

    private ScratchDirectory _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new ScratchDirectory();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("", "is empty; write the operators' password there")]
    [TestCase("\nsecond", "is empty; write the operators' password there")]
    [TestCase("secret \n", "begins or ends with a space; write the password there without it")]
    [TestCase("se\tcret\n", "has characters that cannot be typed, such as a tab; write a password of printable characters there")]
    public async Task A_password_that_cannot_be_typed_is_one_sentence(string text, string wrong)
    {
        var path = _folder.Write("password", text);
        await using var server = ToolProcess.Start("server", "--port", "0", Option, path);
        await server.FailsWith(1, $"the first line of {path} {wrong}");
    }

    [Test]
    public async Task A_password_that_is_too_long_is_one_sentence()
    {
        var path = _folder.Write("password", new string('x', 100_000));
        await using var server = ToolProcess.Start("server", "--port", "0", Option, path);
        await server.FailsWith(1, $"the first line of {path} is longer than 1000 bytes; write a shorter password there");
    }

    [Test]
    public async Task A_missing_password_file_is_one_sentence()
    {
        await using var server = ToolProcess.Start("server", "--port", "0", Option, _folder["none"]);
        Assert.That(await server.Errors, Does.Match($"^chatroom: cannot read the operators' password from {_folder["none"]}: [^\n]+\n$"));
        Assert.That(await server.Exits(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_password_file_from_the_variable_that_others_can_read_is_used_with_a_warning()
    {
        var path = _folder.Write("password", "secret\n");
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherRead);
        var (server, port) = await ToolProcess.ListensAsync(
            ToolProcess.StartWith([("CHATROOM_OPERATOR_PASSWORD_FILE", path)], "server", "--port", "0"));
        await using var _ = server;
        using var alice = await TestPeer.JoinAsync(port, "alice");
        await alice.Says("/op secret");
        await alice.HearsLike("^# You are an operator now");
        await server.IsSent("KILL");
        Assert.That(await server.Errors, Does.StartWith($"others can read the operators' password in {path}: chmod 600 {path}\n"));
        Assert.That(await server.Errors, Does.Not.Contain("secret"));
    }

    [Test]
    public async Task A_kicked_or_banned_client_prints_the_reason_and_does_not_reconnect()
    {
        var (server, port) = await StartServerAsync();
        await using var _ = server;
        using var alice = await OperatorAsync(port);
        await using var kicked = ToolProcess.StartClient(port, "eve");
        await alice.Hears("eve joined!");
        await alice.Says("/kick eve enough");
        Assert.That(await kicked.Exits(), Is.EqualTo(4));
        Assert.That(await kicked.Errors, Is.EqualTo("chatroom: You were kicked by alice: enough\n"));
        await alice.Hears("eve left! Kicked by alice: enough");

        await using var banned = ToolProcess.StartClient(port, "eve");
        await alice.Hears("eve joined!");
        await alice.Says("/ban eve");
        Assert.That(await banned.Exits(), Is.EqualTo(4));
        Assert.That(await banned.Errors, Is.EqualTo("chatroom: You are banned from this server.\n"));

        await using var again = ToolProcess.Start("send", "--port", $"{port}", "--name", "eve", "hi");
        await again.FailsWith(4, "The name eve is banned; choose another.");
    }

    [Test]
    public async Task A_ban_survives_a_restart_and_a_lifted_ban_does_not()
    {
        var (server, port) = await StartServerAsync("--data", _folder["data"]);
        using (var alice = await OperatorAsync(port))
        {
            await alice.Says("/ban eve 7d no more");
            await alice.HearsLike("^# eve is banned until ");
            await alice.Says("/ban bob");
            await alice.HearsLike("^# bob is banned;");
            await alice.Says("/unban bob");
            await alice.Hears("# bob may come in again.");
        }

        await server.IsSent("TERM");
        Assert.That(await server.Exits(), Is.Zero);
        await server.DisposeAsync();
        Assert.That(
            Directory.GetFiles(_folder["data/control"]).SelectMany(File.ReadLines).Select(line => line.Split(' ', 3)[2]),
            Has.Some.Match(@"^ban \d+ eve \* \d+ alice no more$"));

        (server, port) = await StartServerAsync("--data", _folder["data"]);
        await using var _ = server;
        await using var eve = ToolProcess.Start("send", "--port", $"{port}", "--name", "eve", "hi");
        Assert.That(await eve.Errors, Does.Match(@"^chatroom: The name eve is banned until .* UTC \(no more\); choose another\.\n$"));
        using var bob = await TestPeer.JoinAsync(port, "bob");
    }

    [Test]
    public async Task A_ban_that_was_answered_survives_SIGKILL()
    {
        var (server, port) = await StartServerAsync("--data", _folder["data"]);
        using (var alice = await OperatorAsync(port))
        {
            await alice.Says("/ban eve");
            await alice.HearsLike("^# eve is banned;");
            await server.IsSent("KILL");
        }

        await server.Exits();
        await server.DisposeAsync();
        (server, port) = await StartServerAsync("--data", _folder["data"]);
        await using var _ = server;
        await using var eve = ToolProcess.Start("send", "--port", $"{port}", "--name", "eve", "hi");
        await eve.FailsWith(4, "The name eve is banned; choose another.");
    }

    [Test]
    public async Task A_ban_is_refused_on_a_full_disk_and_bans_nobody()
    {
        await using var server = await LimitedDiskServer.StartAsync(_folder["data"], arguments: [Option, _folder.Write("password", "secret")]);
        using var alice = await OperatorAsync(server.Port);
        using var eve = await TestPeer.JoinAsync(server.Port, "eve");
        await alice.Hears("eve joined!");
        await server.HasRoomFor(0);
        foreach (var typed in (string[])["/ban eve", "/mute eve", "/lock"])
        {
            await alice.Says(typed);
            await alice.Hears($"! {Refusal.ActNotWritten.Text}");
        }

        await server.HasRoomAgain();
        await eve.Says("still here");
        await alice.Hears("eve: still here");
        await alice.Says("/bans");
        await alice.Hears("# Nobody is banned.");
        await alice.Says("/kick eve");
        await alice.Hears("eve left! Kicked by alice");
    }

    [Test]
    public async Task The_bans_of_an_older_server_stay_in_force()
    {
        Directory.CreateDirectory(_folder["data"]);
        _folder.Write("data/bans", "eve * 2026-01-01T00:00:00Z * root\n");
        var (server, port) = await StartServerAsync("--data", _folder["data"]);
        await using (server)
        {
            await using var eve = ToolProcess.Start("send", "--port", $"{port}", "--name", "eve", "hi");
            await eve.FailsWith(4, "The name eve is banned; choose another.");
            await server.IsSent("TERM");
            Assert.That(await server.Errors, Does.StartWith($"took over {_folder["data/bans"]}: 1 in force, 1 of them new; the file is {_folder["data/bans.old"]} now\n"));
        }

        // An older server reads this, and does not start.
        Assert.That(File.ReadAllText(_folder["data/bans"]), Does.EndWith("\nmoved to control/\n"));
    }

    [Test]
    public async Task A_mute_survives_a_restart()
    {
        var (server, port) = await StartServerAsync("--data", _folder["data"]);
        using (var bob = await TestPeer.JoinAsync(port, "bob"))
        {
            using var alice = await OperatorAsync(port);
            await alice.Says("/mute bob 7d");
            await alice.HearsLike("^# bob is muted until ");
        }

        await server.IsSent("TERM");
        Assert.That(await server.Exits(), Is.Zero);
        await server.DisposeAsync();
        (server, port) = await StartServerAsync("--data", _folder["data"]);
        await using var _ = server;
        await using var send = ToolProcess.Start("send", "--port", $"{port}", "--name", "bob", "hi");
        Assert.That(await send.Errors, Does.Match("You are muted until .* UTC; what you say is not shown to others\\."));
        Assert.That(await send.Exits(), Is.EqualTo(6));
    }

    [Test]
    public async Task A_server_does_not_start_with_an_invalid_file_of_bans()
    {
        Directory.CreateDirectory(_folder["data"]);
        _folder.Write("data/bans", "eve\n");
        await using var server = ToolProcess.Start("server", "--port", "0", "--data", _folder["data"]);
        await server.FailsWith(1, $"line 1 of {_folder["data/bans"]} is not a ban: write NAME NETWORK SINCE UNTIL BY REASON, or delete it");
    }

    private Task<(ToolProcess Server, int Port)> StartServerAsync(params string[] arguments) =>
        ToolProcess.StartServerAsync([Option, _folder.Write("password", "secret"), .. arguments]);

    private static async Task<TestPeer> OperatorAsync(int port)
    {
        var alice = await TestPeer.JoinAsync(port, "alice");
        await alice.Says("/op secret");
        await alice.HearsLike("^# You are an operator now");
        return alice;
    }
}
