using System.Runtime.Versioning;
using ChatRoom.Tests.Support;
using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes;

/// <summary>The tool over TLS: a server that it made a certificate for, or was given one, and clients that know it or do not.</summary>
[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
internal sealed class TlsTests : IDisposable
{
    private const string Unknown = "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private readonly ScratchFolder _folder = new();
    private readonly TestAuthority _authority = new();

    private string KnownHosts => _folder["state/chatroom/known_hosts"];

    [SetUp]
    public void Forget()
    {
        _folder.Write("ca.pem", _authority.Pem);
        foreach (var name in new[] { "state", "data" })
        {
            Directory.CreateDirectory(_folder[name]);
            Directory.Delete(_folder[name], recursive: true);
        }
    }

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Test]
    public async Task A_certificate_that_the_server_made_is_kept_over_restarts_and_the_line_that_it_prints_pins_it()
    {
        var (first, port, fingerprint) = await StartServerAsync("--data", _folder["data"]);
        await using (first)
        {
            await first.IsSent("TERM");
            await first.Exits();
        }

        await using var server = Start("server", "--port", "0", "--tls", "--data", _folder["data"]);
        await server.NextLine();
        var words = (await server.NextLine()).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await server.Prints($"Its log is in {_folder["data"]}", $"Its certificate is {fingerprint}, kept in {_folder["data/tls.pem"]}");
        Assert.That(words, Has.Length.EqualTo(5).And.Contains(fingerprint), $"the first was at {port}");
        await using var client = Start([.. words[1..], "--name", "alice"]);

        await client.Prints("alice joined!");
        Assert.That(File.Exists(KnownHosts), Is.False);
    }

    [Test]
    public async Task A_pinned_fingerprint_counts_alone()
    {
        var (server, port, fingerprint) = await StartServerAsync();
        await using var _ = server;
        await Says(port, "hello", "--fingerprint", fingerprint);

        // Not even one that was accepted before.
        await Says(port, "hello", "--tls", "--accept-new");
        await using var wrong = Start("send", "--port", $"{port}", "--fingerprint", Unknown, "--accept-new", "hello");
        await wrong.FailsWith(
            7, $"the certificate of 127.0.0.1:{port} is not the pinned one: it is {fingerprint}, and --fingerprint says {Unknown}; somebody may be in between");
    }

    [Test]
    public async Task What_is_no_fingerprint_is_wrong_usage()
    {
        await using var client = Start("send", "--fingerprint", "ab:cd", "hello");
        await client.FailsWith(2, "'ab:cd' is no fingerprint; give the one that the server printed, SHA256: and 43 characters, or 64 hexadecimal digits");
    }

    [Test]
    public async Task One_half_of_a_certificate_is_wrong_usage()
    {
        await using var server = Start("server", "--port", "0", "--cert", "cert.pem");
        await server.FailsWith(2, "--cert and --key belong together; give both, or --tls alone for a certificate that the server makes");
    }

    [Test]
    public async Task A_new_server_is_refused_or_accepted_and_kept()
    {
        var (server, port, fingerprint) = await StartServerAsync();
        await using var _ = server;
        await using (var unasked = Start("send", $"chatrooms://127.0.0.1:{port}", "hello"))
        {
            await unasked.FailsWith(
                7,
                $"the server at 127.0.0.1:{port} is not known: nobody whom this system trusts vouches for its certificate, and its fingerprint is {fingerprint}; "
                + $"if that is what the server printed, pin it with --fingerprint {fingerprint}, or accept and keep it with --accept-new");
        }

        await Says(port, "hello", "--tls", "--accept-new");
        Assert.That(File.ReadAllText(KnownHosts), Is.EqualTo($"127.0.0.1:{port} {fingerprint}\n"));
        Assert.That(File.GetUnixFileMode(KnownHosts), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        await Says(port, "hello", "--tls");
        await Says(port, "hello", "--tls", "--accept-new");
        Assert.That(File.ReadAllLines(KnownHosts), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_server_that_has_changed_is_refused_loudly_and_the_line_to_remove_is_named()
    {
        var (server, port, fingerprint) = await StartServerAsync();
        await using var _ = server;
        Directory.CreateDirectory(_folder["state/chatroom"]);
        _folder.Write("state/chatroom/known_hosts", $"# mine\n127.0.0.1:{port} {Unknown}");

        await using (var client = Start("tail", $"chatrooms://127.0.0.1:{port}", "--accept-new", "--since", "all"))
        {
            await client.FailsWith(
                7,
                $"WARNING: THE CERTIFICATE OF 127.0.0.1:{port} HAS CHANGED, and somebody may be in between! "
                + $"It is {fingerprint} now, and was {Unknown}; if its owner confirms that, remove line 2 of {KnownHosts}");
        }

        _folder.Write("state/chatroom/known_hosts", "# mine");
        await Says(port, "hello", "--tls", "--accept-new");
        Assert.That(File.ReadAllLines(KnownHosts), Is.EqualTo(new[] { "# mine", $"127.0.0.1:{port} {fingerprint}" }));
    }

    [Test]
    public async Task A_certificate_that_the_system_trusts_needs_nothing_more()
    {
        var (server, port, _) = await StartServerAsync(Files(_authority.Issue("localhost")));
        await using var _1 = server;

        await Says(port, "hello", "--tls", "--host", "localhost");
        Assert.That(File.Exists(KnownHosts), Is.False);

        await using var stranger = StartWith([("XDG_STATE_HOME", _folder["state"])], "send", "--tls", "--host", "localhost", "--port", $"{port}", "hello");
        Assert.That(await stranger.Errors, Does.Contain("is not known: nobody whom this system trusts vouches for its certificate,"));
        Assert.That(await stranger.Exits(), Is.EqualTo(7));
    }

    [TestCase("localhost", true, "its certificate has expired, or is not valid yet")]
    [TestCase("chat.example.org", false, "its certificate is not for localhost")]
    public async Task A_certificate_that_the_system_does_not_trust_is_refused_with_the_reason(string host, bool isExpired, string reason)
    {
        var (server, port, fingerprint) = await StartServerAsync(Files(_authority.Issue(host, isExpired)));
        await using var _ = server;

        await using var client = Start("who", "--tls", "--host", "localhost", "--port", $"{port}");

        Assert.That(await client.Errors, Does.StartWith($"chatroom: the server at localhost:{port} is not known: {reason}, and its fingerprint is {fingerprint}; "));
        Assert.That(await client.Exits(), Is.EqualTo(7));
    }

    [Test]
    public async Task A_server_that_was_given_a_certificate_prints_the_host_that_it_is_for()
    {
        var files = Files(_authority.Issue("chat.example.org"));
        await using var server = Start(["server", "--port", "0", .. files]);

        var port = await server.PrintsLike(@":(\d+); join it with:$");
        await server.Prints($"  chatroom client chatrooms://chat.example.org:{port}", "It keeps no log on disk.");
        await server.PrintsLike($"^Its certificate is SHA256:.{{43}}, read from {files[1]}$");
    }

    [Test]
    public async Task A_server_that_speaks_in_plain_text_is_told_from_one_that_speaks_tls()
    {
        await using var server = RunningServer.Start();
        await using var client = Start("send", "--port", $"{server.EndPoint.Port}", "--tls", "hello");

        await client.FailsWith(
            7, $"what answers at {server.EndPoint} speaks in plain text; join it without TLS if you trust the network, or start the server with --tls");
    }

    [Test]
    public async Task A_client_that_speaks_in_plain_text_is_told_that_the_server_speaks_tls()
    {
        var (server, port, _) = await StartServerAsync();
        await using var _1 = server;
        await using var client = Start("send", "--port", $"{port}", "hello");

        await client.FailsWith(7, $"the server at 127.0.0.1:{port} speaks TLS only; join it with --tls, or with a URL that begins with chatrooms://");
    }

    [Test]
    public async Task Bench_measures_the_server_that_it_was_told_to_believe()
    {
        var (server, port, fingerprint) = await StartServerAsync();
        await using var _1 = server;
        await using var plain = Start("bench", "--port", $"{port}", "--receivers", "1");
        await using var unknown = Start("bench", "--port", $"{port}", "--tls", "--receivers", "1");
        await using var bench = Start("bench", "--port", $"{port}", "--fingerprint", fingerprint, "--receivers", "3", "--duration", "1");

        Assert.That(await bench.PrintsToTheEnd(), Does.Match(@"(?m)^lost +0$"));
        Assert.That(await bench.Exits(), Is.Zero);
        await plain.FailsWith(7, $"the server at 127.0.0.1:{port} speaks TLS only; measure it with --tls");
        Assert.That(await unknown.Errors, Does.Contain("is not known"));
        Assert.That(await unknown.Exits(), Is.EqualTo(7));
    }

    [Test]
    public async Task A_server_that_answers_nothing_ends_the_try()
    {
        using var server = new ScriptedServer();
        await using var client = Start("send", "--port", $"{server.EndPoint.Port}", "--tls", "--no-reconnect", "hello");
        using (var peer = await server.AcceptAsync())
        {
            Assert.That(await peer.HearsAtLeast(1, "a ClientHello"));
        }

        await client.FailsWith(5, $"{server.EndPoint} hung up while we agreed on TLS");
    }

    [Test]
    public async Task Lines_are_said_once_and_heard_once_though_the_server_is_killed_among_them()
    {
        const int count = 20_000;
        string[] arguments = ["server", "--tls", "--data", _folder["data"], "--port", $"{FreePort.Find()}"];
        var (first, port) = await ToolProcess.ListensAsync(Start(arguments));
        var fingerprint = await first.PrintsLike(@"(SHA256:\S{43})");
        await using var tail = Start("tail", "--port", $"{port}", "--fingerprint", fingerprint, "--types", "message", "--format", "%m", "--since", "all", "-n", $"{count}");
        await using var client = Start("client", "--port", $"{port}", "--fingerprint", fingerprint, "--name", "ci", "--quiet");
        var saying = client.Reads([.. Enumerable.Range(1, count).Select(number => $"{number}")]);
        for (var number = 1; number <= 100; number++)
        {
            await tail.Prints($"{number}");
        }

        await first.IsSent("KILL");
        await first.Exits();
        await first.DisposeAsync();
        await using var second = Start(arguments);
        await saying;
        client.EndsItsInput();

        for (var number = 101; number <= count; number++)
        {
            await tail.Prints($"{number}");
        }

        Assert.That((await client.Exits(), await tail.Exits()), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task A_server_that_comes_back_as_another_is_refused()
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
        Assert.That(await tail.Errors, Does.EndWith($"It is {now} now, and was {before}; if its owner confirms that, remove line 1 of {KnownHosts}\n"));
    }

    [Test]
    public async Task A_person_at_openssl_chats()
    {
        Needs.Program("openssl");
        var (server, port, fingerprint) = await StartServerAsync();
        await using var _ = server;
        await using var alice = Start("client", "--port", $"{port}", "--fingerprint", fingerprint, "--name", "alice");
        await alice.Prints("alice joined!");
        await using var openssl = ToolProcess.StartOther("openssl", "s_client", "-quiet", "-connect", $"127.0.0.1:{port}");

        await openssl.Reads("bob", "hello", "/who");
        await openssl.Prints("NAMEbob joined!", "Connected to server!", "bob: hello", "# 2 here: alice bob");
        await alice.Prints("bob joined!", "bob: hello");
        await alice.Reads("morning");
        await openssl.Prints("alice: morning");
        await openssl.Reads("/quit");

        Assert.That(await openssl.PrintsToTheEnd(), Is.Empty);
        Assert.That(await openssl.Exits(), Is.Zero);
        await alice.Prints("alice: morning", "bob left!");
    }

    [TestCase("-tls1", false)]
    [TestCase("-tls1_1", false)]
    [TestCase("-tls1_2", true)]
    [TestCase("-tls1_3", true)]
    public async Task Openssl_agrees_on_1_2_and_1_3_alone(string version, bool agrees)
    {
        Needs.Program("openssl");
        var (server, port, _) = await StartServerAsync();
        await using var _1 = server;

        // Whoever would speak the old versions must be told to, because openssl does not by itself any more.
        await using var openssl = ToolProcess.StartOther(
            "openssl", "s_client", version, "-cipher", "ALL:@SECLEVEL=0", "-brief", "-connect", $"127.0.0.1:{port}");
        openssl.EndsItsInput();

        Assert.That((await openssl.Errors).Contains("CONNECTION ESTABLISHED", StringComparison.Ordinal), Is.EqualTo(agrees));
    }

    [Test]
    public async Task On_a_terminal_a_new_server_is_asked_about_once()
    {
        var (server, port, fingerprint) = await StartServerAsync();
        await using var _ = server;
        await using var screen = await TmuxScreen.OpenAsync(port, columns: 120);
        var join = $"XDG_STATE_HOME={_folder["state"]} chatroom client --tls --name alice";
        string[] question =
        [
            $"The server at 127.0.0.1:{port} is not known: nobody whom this system trusts vouches for its certificate.",
            $"Its fingerprint is {fingerprint}",
        ];

        await screen.Enters(join);
        await screen.EndsWith([.. question, "Does its owner tell the same, and is it to be believed from now on? [y/N]"]);
        await screen.Presses("Enter");
        await screen.EndsWith($"chatroom: not joined, as the server at 127.0.0.1:{port} was not believed", TmuxScreen.ShellPrompt);

        await screen.Enters(join);
        await screen.EndsWith([.. question, "Does its owner tell the same, and is it to be believed from now on? [y/N]"]);
        await screen.Enters("y");
        await screen.ShowsLike("(You are alice in lobby)");
        await screen.Enters("/quit");
        await screen.EndsWith(TmuxScreen.ShellPrompt);
        await screen.Enters($"clear; {join}");
        await screen.ShowsLike("(You are alice in lobby)");
        Assert.That(File.ReadAllText(KnownHosts), Is.EqualTo($"127.0.0.1:{port} {fingerprint}\n"));
    }

    private string[] Files((string Chain, string Key) pem) =>
        ["--cert", _folder.Write("cert.pem", pem.Chain), "--key", _folder.Write("key.pem", pem.Key)];

    private async Task<(ToolProcess Server, int Port, string Fingerprint)> StartServerAsync(params string[] options)
    {
        var (server, port) = await ToolProcess.ListensAsync(Start(["server", "--port", "0", "--tls", .. options]));
        return (server, port, await server.PrintsLike(@"^Its certificate is (SHA256:\S{43}),"));
    }

    private async Task Says(int port, string text, params string[] options)
    {
        await using var send = Start(["send", "--port", $"{port}", .. options, text]);
        Assert.That(await send.Errors, Is.Empty);
        Assert.That(await send.Exits(), Is.Zero);
    }

    private ToolProcess Start(params string[] arguments) =>
        StartWith([("XDG_STATE_HOME", _folder["state"]), ("SSL_CERT_FILE", _folder["ca.pem"])], arguments);

    private static ToolProcess StartWith((string Name, string Value)[] variables, params string[] arguments) =>
        ToolProcess.StartWith(variables, arguments);
}
