using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Access;

/// <summary>The servers that a client trusts.</summary>
[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
internal sealed class ServerTrustTests : TlsPrograms
{
    private const string Unknown = "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private string KnownHosts => Folder["state/chatroom/known_hosts"];

    [Test]
    public async Task A_certificate_of_the_server_itself_is_kept_over_restarts_and_its_printed_command_pins_it()
    {
        var (first, port, fingerprint) = await StartServerAsync("--data", Folder["data"]);
        await using (first)
        {
            await first.IsSent("TERM");
            await first.Exits();
        }

        await using var server = Start("server", "--port", "0", "--tls", "--data", Folder["data"]);
        await server.NextLine();
        var words = (await server.NextLine()).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await server.Prints($"Its log is in {Folder["data"]}", $"Its certificate is {fingerprint}, kept in {Folder["data/tls.pem"]}");
        Assert.That(words, Has.Length.EqualTo(5).And.Contains(fingerprint), $"the first was at {port}");
        await using var client = Start([.. words[1..], "--name", "alice"]);

        await client.Prints("alice joined!");
        Assert.That(File.Exists(KnownHosts), Is.False);
    }

    [Test]
    public async Task With_a_pinned_fingerprint_nothing_else_is_trusted()
    {
        var (server, port, fingerprint) = await StartServerAsync();
        await using var _ = server;
        await Says(port, "hello", "--fingerprint", fingerprint);

        // Now the server is known, but the fingerprint below is another one.
        await Says(port, "hello", "--tls", "--accept-new");
        await using var wrong = Start("send", "--port", $"{port}", "--fingerprint", Unknown, "--accept-new", "hello");
        await wrong.FailsWith(
            7, $"the certificate of 127.0.0.1:{port} is not the pinned one: it is {fingerprint}, and --fingerprint says {Unknown}; somebody may be intercepting the connection");
    }

    [Test]
    public async Task A_new_server_is_refused_or_accepted_and_saved()
    {
        var (server, port, fingerprint) = await StartServerAsync();
        await using var _ = server;
        await using (var unasked = Start("send", $"chatrooms://127.0.0.1:{port}", "hello"))
        {
            await unasked.FailsWith(
                7,
                $"the server at 127.0.0.1:{port} is not known: no authority that this system trusts has issued its certificate, and its fingerprint is {fingerprint}; "
                + $"if the server printed the same, pin it with --fingerprint {fingerprint}, or accept and save it with --accept-new");
        }

        await Says(port, "hello", "--tls", "--accept-new");
        Assert.That(File.ReadAllText(KnownHosts), Is.EqualTo($"127.0.0.1:{port} {fingerprint}\n"));
        Assert.That(File.GetUnixFileMode(KnownHosts), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        await Says(port, "hello", "--tls");
        await Says(port, "hello", "--tls", "--accept-new");
        Assert.That(File.ReadAllLines(KnownHosts), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_server_with_a_changed_certificate_is_refused_and_the_line_to_remove_is_named()
    {
        var (server, port, fingerprint) = await StartServerAsync();
        await using var _ = server;
        Directory.CreateDirectory(Folder["state/chatroom"]);
        Folder.Write("state/chatroom/known_hosts", $"# mine\n127.0.0.1:{port} {Unknown}");

        await using (var client = Start("tail", $"chatrooms://127.0.0.1:{port}", "--accept-new", "--since", "all"))
        {
            await client.FailsWith(
                7,
                $"WARNING: THE CERTIFICATE OF 127.0.0.1:{port} HAS CHANGED, and somebody may be intercepting the connection! "
                + $"It is {fingerprint} now, and was {Unknown}; if the server's owner confirms the change, remove line 2 of {KnownHosts}");
        }

        Folder.Write("state/chatroom/known_hosts", "# mine");
        await Says(port, "hello", "--tls", "--accept-new");
        Assert.That(File.ReadAllLines(KnownHosts), Is.EqualTo(new[] { "# mine", $"127.0.0.1:{port} {fingerprint}" }));
    }

    [Test]
    public async Task A_new_server_that_cannot_be_saved_is_not_joined_and_the_file_is_named()
    {
        var (server, port, fingerprint) = await StartServerAsync();
        await using var _ = server;
        Directory.CreateDirectory(Folder["state/chatroom"]);
        File.CreateSymbolicLink(KnownHosts, Folder["nowhere/known_hosts"]);

        await using var send = Start("send", "--port", $"{port}", "--tls", "--accept-new", "hello");

        await send.FailsWith(
            1,
            $"cannot save the certificate of 127.0.0.1:{port} in {KnownHosts}, a link to {Folder["nowhere/known_hosts"]}: there is no such file; pin it with --fingerprint {fingerprint}");
    }

    [Test]
    public async Task A_certificate_that_the_system_trusts_needs_nothing_more()
    {
        var (server, port, _) = await StartServerAsync(Files(Authority.Issue("localhost")));
        await using var _1 = server;

        await Says(port, "hello", "--tls", "--host", "localhost");
        Assert.That(File.Exists(KnownHosts), Is.False);

        await using var stranger = StartWith([("XDG_STATE_HOME", Folder["state"])], "send", "--tls", "--host", "localhost", "--port", $"{port}", "hello");
        Assert.That(await stranger.Errors, Does.Contain("is not known: no authority that this system trusts has issued its certificate,"));
        Assert.That(await stranger.Exits(), Is.EqualTo(7));
    }

    [TestCase("localhost", true, "its certificate has expired, or is not valid yet")]
    [TestCase("chat.example.org", false, "its certificate is not for localhost")]
    public async Task A_certificate_that_the_system_does_not_trust_is_refused_with_the_reason(string host, bool isExpired, string reason)
    {
        var (server, port, fingerprint) = await StartServerAsync(Files(Authority.Issue(host, isExpired)));
        await using var _ = server;

        await using var client = Start("who", "--tls", "--host", "localhost", "--port", $"{port}");

        Assert.That(await client.Errors, Does.StartWith($"chatroom: the server at localhost:{port} is not known: {reason}, and its fingerprint is {fingerprint}; "));
        Assert.That(await client.Exits(), Is.EqualTo(7));
    }

    [Test]
    public async Task A_server_that_restarts_with_another_certificate_is_refused()
    {
        string[] arguments = ["server", "--tls", "--ephemeral", "--port", $"{FreePort.Find()}"];
        var (first, port) = await ToolProcess.ListensAsync(Start(arguments));
        var before = await first.PrintsLike(@"(SHA256:\S{43}), made for this run only$");
        await using var tail = Start("tail", "--port", $"{port}", "--tls", "--accept-new", "--types", "message", "--since", "all");
        await Says(port, "hello", "--fingerprint", before);
        await tail.NextLine();

        await first.IsSent("KILL");
        await first.Exits();
        await first.DisposeAsync();
        var (second, _) = await ToolProcess.ListensAsync(Start(arguments));
        await using var _1 = second;
        var now = await second.PrintsLike(@"(SHA256:\S{43})");

        Assert.That(await tail.Exits(), Is.EqualTo(7));
        Assert.That(await tail.Errors, Does.EndWith($"It is {now} now, and was {before}; if the server's owner confirms the change, remove line 1 of {KnownHosts}\n"));
    }

    [Test]
    public async Task A_client_on_a_terminal_asks_once_about_a_new_server()
    {
        var (server, port, fingerprint) = await StartServerAsync();
        await using var _ = server;
        await using var screen = await TmuxScreen.OpenAsync(port, columns: 120);
        var join = $"XDG_STATE_HOME={Folder["state"]} chatroom client --tls --name alice";
        string[] question =
        [
            $"The server at 127.0.0.1:{port} is not known: no authority that this system trusts has issued its certificate.",
            $"Its fingerprint is {fingerprint}",
        ];

        await screen.Enters(join);
        await screen.EndsWith([.. question, "Does this match the fingerprint from the server's owner? Trust this server from now on? [y/N]"]);
        await screen.Presses("Enter");
        await screen.EndsWith($"chatroom: the server at 127.0.0.1:{port} was not trusted, so it was not joined", TmuxScreen.ShellPrompt);

        await screen.Enters(join);
        await screen.EndsWith([.. question, "Does this match the fingerprint from the server's owner? Trust this server from now on? [y/N]"]);
        await screen.Enters("y");
        await screen.ShowsLike("(You are alice in lobby)");
        await screen.Enters("/quit");
        await screen.EndsWith(TmuxScreen.ShellPrompt);
        await screen.Enters($"clear; {join}");
        await screen.ShowsLike("(You are alice in lobby)");
        Assert.That(File.ReadAllText(KnownHosts), Is.EqualTo($"127.0.0.1:{port} {fingerprint}\n"));
    }

    private async Task Says(int port, string text, params string[] options)
    {
        await using var send = Start(["send", "--port", $"{port}", .. options, text]);
        Assert.That(await send.Errors, Is.Empty);
        Assert.That(await send.Exits(), Is.Zero);
    }
}
