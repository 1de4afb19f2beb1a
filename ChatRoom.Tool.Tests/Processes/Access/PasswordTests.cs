using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Access;

/// <summary>A server with a password, and all commands that connect to it, as processes.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class PasswordTests
{
    private const string Needed = "This server requires a password: use --password-file FILE.";
    private const string Wrong = "That is not the password of this server.";

    private ScratchDirectory _folder = null!;
    private string _file = "";

    [SetUp]
    public void MakeFolder()
    {
        _folder = new ScratchDirectory();
        _file = _folder.Write("password", "sesame open\nmore\n");
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("send", "hello")]
    [TestCase("tail", "--poll")]
    [TestCase("who", "--json")]
    [TestCase("wait", "--match=.", "--timeout=1ms")]
    [TestCase("exec", "--", "true")]
    [TestCase("run", "--", "true")]
    [TestCase("client", "--exact-name")]
    public async Task A_command_is_refused_without_the_password_and_accepted_with_it(string verb, params string[] rest)
    {
        var (server, port) = await ToolProcess.StartServerAsync("--password-file", _file);
        await using var _ = server;
        string[] words = [verb, "--port", $"{port}"];

        await using (var without = ToolProcess.Start([.. words, .. rest]))
        {
            without.EndsItsInput();
            Assert.That(await without.Errors, Does.Contain($"{Needed}\n"));
            Assert.That(await without.Exits(), Is.EqualTo(verb == "run" ? 0 : 4));
        }

        using var peer = await JoinAsync(port, "peer");
        await using var with = ToolProcess.StartWith([("CHATROOM_PASSWORD", "sesame open")], [.. words, .. rest]);
        with.EndsItsInput();
        if (verb == "exec")
        {
            await peer.HearsLike("^[^ ]+ joined!$");
            await with.IsSent("TERM");
        }

        Assert.That(await with.Errors, Does.Not.Contain("password"));
        Assert.That(await with.Exits(), Is.Not.EqualTo(4));
    }

    [Test]
    public async Task The_option_is_stronger_than_the_password_variable_which_is_stronger_than_the_file_variable()
    {
        var (server, port) = await ToolProcess.ListensAsync(ToolProcess.StartWith([("CHATROOM_PASSWORD", "sesame open")], "server", "--port", "0"));
        await using var _ = server;
        var other = _folder.Write("other", "guess\n");
        await using var right = ToolProcess.StartWith([("CHATROOM_PASSWORD", "guess")], "who", "--port", $"{port}", "--password-file", _file);
        Assert.That(await right.Exits(), Is.Zero, await right.Errors);
        await using var variable = ToolProcess.StartWith([("CHATROOM_PASSWORD", "sesame open"), ("CHATROOM_PASSWORD_FILE", other)], "who", "--port", $"{port}");
        Assert.That(await variable.Exits(), Is.Zero, await variable.Errors);
        await using var file = ToolProcess.StartWith([("CHATROOM_PASSWORD_FILE", other)], "who", "--port", $"{port}");
        await file.FailsWith(4, Wrong);
    }

    [Test]
    public async Task A_password_that_cannot_be_used_is_one_sentence()
    {
        await using var none = ToolProcess.Start("who", "--password-file", _folder["none"]);
        Assert.That(await none.Errors, Does.StartWith($"chatroom: cannot read the password from {_folder["none"]}: "));
        Assert.That(await none.Exits(), Is.EqualTo(2));
        await using var spaces = ToolProcess.StartWith([("CHATROOM_PASSWORD", "two\nlines")], "server", "--port", "0");
        await spaces.FailsWith(1, "CHATROOM_PASSWORD has characters that cannot be typed, such as a tab; write a password of printable characters there");
    }

    [Test]
    public async Task A_file_that_others_can_read_is_used_with_a_warning()
    {
        File.SetUnixFileMode(_file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        var warning = $"others can read the password in {_file}: chmod 600 {_file}\n";
        var (server, port) = await ToolProcess.StartServerAsync("--password-file", _file);
        await using var _ = server;
        await using var who = ToolProcess.Start("who", "--port", $"{port}", "--password-file", _file);
        Assert.That(await who.Errors, Is.EqualTo("chatroom: " + warning));
        Assert.That(await who.Exits(), Is.Zero);
        await server.IsSent("TERM");
        Assert.That(await server.Errors, Does.StartWith(warning));
    }

    [Test]
    public async Task Client_and_server_warn_of_a_password_that_is_sent_unencrypted()
    {
        var (server, port) = await ToolProcess.StartServerAsync("--host", "0.0.0.0", "--password-file", _file);
        await using var _ = server;
        await using var ping = ToolProcess.Start("ping", "--port", $"{port}");
        Assert.That(await ping.Exits(), Is.Zero, await ping.Errors);
        await using var send = ToolProcess.Start("send", "--host", "0.0.0.0", "--port", $"{port}", "--password-file", _file, "hi");
        Assert.That(await send.Errors, Is.EqualTo($"chatroom: the password is sent to 0.0.0.0:{port} unencrypted; use --tls if the server has it\n"));
        Assert.That(await send.Exits(), Is.Zero);
        await server.IsSent("TERM");
        Assert.That(await server.Errors, Does.StartWith("passwords are sent over the network unencrypted; use --tls\n"));
    }

    [Test]
    public async Task SIGHUP_reads_passwords_and_bans_again()
    {
        var operators = _folder.Write("operators", "old\n");
        var data = _folder["data"];
        var (server, port) = await ToolProcess.ListensAsync(
            ToolProcess.Start("server", "--port", "0", "--data", data, "--password-file", _file, "--operator-password-file", operators));
        await using var _ = server;
        using var eve = await JoinAsync(port, "eve");
        using var alice = await JoinAsync(port, "alice");
        _folder.Write("password", "another\n");
        _folder.Write("operators", "new\n");
        await File.WriteAllTextAsync(Path.Combine(data, "bans"), "eve * 2026-01-01T00:00:00Z * root flooding\n");
        await server.IsSent("HUP");

        Assert.That(await eve.HearsToTheEnd(), Does.EndWith("# You are banned from this server (flooding).\n"));
        await alice.Hears("eve left! Banned by root: flooding");
        await alice.Says("/op new");
        await alice.HearsLike("^# You are an operator now");
        await alice.Says("/lock");
        await alice.Hears("# Only operators may set the topic now.");
        await using (var old = ToolProcess.Start("who", "--port", $"{port}", "--password-file", _file))
        {
            Assert.That(await old.PrintsToTheEnd(), Is.EqualTo("alice\n"));
        }

        await server.IsSent("TERM");
        Assert.That(await server.Exits(), Is.Zero);
        Assert.That(await server.Errors, Does.Contain($"reloaded the bans: 1 in force, 1 of them new; the file is {Path.Combine(data, "bans.old")} now; 1 sent away\n"));
        var (again, other) = await ToolProcess.ListensAsync(ToolProcess.Start("server", "--port", "0", "--data", data));
        await using var __ = again;
        using var bob = await TestPeer.JoinAsync(other, "bob");
        await bob.Says("/topic mine");
        await bob.Hears("! Only operators may set the topic of this room.");
    }

    [Test]
    public async Task A_client_reconnects_with_the_password()
    {
        var (server, port) = await ToolProcess.ListensAsync(ToolProcess.Start("server", "--port", "0", "--data", _folder["data"], "--password-file", _file));
        await using var tail = ToolProcess.Start("tail", "--port", $"{port}", "--types", "message,connected", "--since", "all", "--json", "--password-file", _file);
        await using (var send = ToolProcess.Start("send", "--port", $"{port}", "--password-file", _file, "one"))
        {
            Assert.That(await send.Exits(), Is.Zero, await send.Errors);
        }

        await tail.PrintsLike("\"text\":\"one\"");
        await server.IsSent("KILL");
        await server.DisposeAsync();
        var (again, _) = await ToolProcess.ListensAsync(ToolProcess.Start("server", "--port", $"{port}", "--data", _folder["data"], "--password-file", _file));
        await using var __ = again;
        await tail.PrintsLike("\"type\":\"connected\"");
    }

    [Test]
    public async Task Bench_joins_with_the_password([Values("line", "typed")] string dialect)
    {
        var (server, port) = await ToolProcess.StartServerAsync("--password-file", _file);
        await using var _ = server;
        string[] words = ["bench", "--port", $"{port}", "--receivers", "3", "--duration", "1", "--rate", "10", "--dialect", dialect];
        await using var with = ToolProcess.Start([.. words, "--password-file", _file]);
        Assert.That(await with.Exits(), Is.Zero, await with.Errors);
        await using var without = ToolProcess.Start(words);
        await without.FailsWith(4, Needed);
    }

    [Test]
    public async Task A_client_on_a_terminal_asks_for_the_password_again_and_never_shows_it()
    {
        var (server, port) = await ToolProcess.StartServerAsync("--password-file", _file);
        await using var _ = server;
        using var bob = await JoinAsync(port, "bob");
        await using var screen = await TmuxScreen.OpenAsync(port);
        await screen.Enters("chatroom client --name alice");
        await screen.EndsWith("HH:mm ! This server requires a password.", "What is the password?", ">");
        await screen.Types("guess");
        await screen.Presses("Enter");
        await screen.EndsWith($"HH:mm ! {Wrong}", "What is the password?", ">");
        await screen.Types("sesame open");
        await screen.Presses("Enter");
        await bob.Hears("alice joined!");
        await screen.EndsWith(OnTerminal.AliceIsIn, ">");
        Assert.That(screen.Written, Does.Not.Contain("guess").And.Not.Contain("sesame"));
        await screen.Presses("Up");
        await screen.Enters("hi");
        await bob.Hears("alice: hi");
    }

    private static async Task<TestPeer> JoinAsync(int port, string name)
    {
        var peer = await TestPeer.ConnectAsync(port);
        await peer.HearsBytes("NAME");
        await peer.Sends($"{name}\nsesame open\n");
        await peer.HearsBytes($"PASSWORD{name} joined!\nConnected to server!\n");
        return peer;
    }
}
