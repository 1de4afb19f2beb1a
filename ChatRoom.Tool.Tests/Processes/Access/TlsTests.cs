using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Access;

/// <summary>Servers with TLS, with their own certificate or a given one, and clients that trust them or not.</summary>
[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
internal sealed class TlsTests : TlsPrograms
{
    [Test]
    public async Task An_invalid_fingerprint_is_wrong_usage()
    {
        await using var client = Start("send", "--fingerprint", "ab:cd", "hello");
        await client.FailsWith(2, "'ab:cd' is not a fingerprint for --fingerprint; give the one that the server printed: SHA256: and 43 characters, or 64 hexadecimal digits");
    }

    [Test]
    public async Task A_certificate_without_its_key_is_wrong_usage()
    {
        await using var server = Start("server", "--port", "0", "--cert", "cert.pem");
        await server.FailsWith(2, "--cert and --key must be given together; for a certificate that the server makes, give --tls alone");
    }

    [Test]
    public async Task A_server_with_a_given_certificate_prints_the_host_of_the_certificate()
    {
        var files = Files(Authority.Issue("chat.example.org"));
        await using var server = Start(["server", "--port", "0", .. files]);

        var port = await server.PrintsLike(@":(\d+); join it with:$");
        await server.Prints($"  chatroom client chatrooms://chat.example.org:{port}", "It keeps no log on disk.");
        await server.PrintsLike($"^Its certificate is SHA256:.{{43}}, read from {files[1]}$");
    }

    [Test]
    public async Task A_client_with_TLS_recognizes_a_server_without_it()
    {
        await using var server = RunningServer.Start();
        await using var client = Start("send", "--port", $"{server.EndPoint.Port}", "--tls", "hello");

        await client.FailsWith(
            7, $"the server at {server.EndPoint} does not use TLS; join it without TLS if you trust the network, or start the server with --tls");
    }

    [Test]
    public async Task A_client_without_TLS_recognizes_a_server_with_it()
    {
        var (server, port, _) = await StartServerAsync();
        await using var _1 = server;
        await using var client = Start("send", "--port", $"{port}", "hello");

        await client.FailsWith(7, $"the server at 127.0.0.1:{port} speaks TLS only; join it with --tls, or with a URL that begins with chatrooms://");
    }

    [Test]
    public async Task Bench_measures_a_server_with_the_given_fingerprint()
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
    public async Task A_server_that_closes_during_the_handshake_ends_the_command()
    {
        using var server = new ScriptedServer();
        await using var client = Start("send", "--port", $"{server.EndPoint.Port}", "--tls", "--no-reconnect", "hello");
        using (var peer = await server.AcceptAsync())
        {
            Assert.That(await peer.HearsAtLeast(1, "a ClientHello"));
        }

        await client.FailsWith(5, $"the server at {server.EndPoint} closed the connection during the TLS handshake");
    }

    [Test]
    public async Task Each_line_arrives_exactly_once_even_if_the_server_is_killed_between()
    {
        const int count = 20_000;
        string[] arguments = ["server", "--tls", "--data", Folder["data"], "--port", $"{FreePort.Find()}"];
        var (first, port) = await ToolProcess.ListensAsync(Start(arguments));
        var fingerprint = await first.PrintsLike(@"(SHA256:\S{43})");
        await using var tail = Start("tail", "--port", $"{port}", "--fingerprint", fingerprint, "--types", "message", "--format", "%m", "--since", "all", "-n", $"{count}");
        await using var client = Start("client", "--port", $"{port}", "--fingerprint", fingerprint, "--name", "ci", "--quiet");
        var sending = client.Reads([.. Enumerable.Range(1, count).Select(number => $"{number}")]);
        for (var number = 1; number <= 100; number++)
        {
            await tail.Prints($"{number}");
        }

        await first.IsSent("KILL");
        await first.Exits();
        await first.DisposeAsync();
        await using var second = Start(arguments);
        await sending;
        client.EndsItsInput();

        for (var number = 101; number <= count; number++)
        {
            await tail.Prints($"{number}");
        }

        Assert.That((await client.Exits(), await tail.Exits()), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task A_person_can_chat_with_openssl()
    {
        Requires.Program("openssl");
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
    public async Task Only_TLS_1_2_and_1_3_are_accepted(string version, bool agrees)
    {
        Requires.Program("openssl");
        var (server, port, _) = await StartServerAsync();
        await using var _1 = server;

        // This cipher list is needed because openssl no longer uses the old versions by default.
        await using var openssl = ToolProcess.StartOther(
            "openssl", "s_client", version, "-cipher", "ALL:@SECLEVEL=0", "-brief", "-connect", $"127.0.0.1:{port}");
        openssl.EndsItsInput();

        Assert.That((await openssl.Errors).Contains("CONNECTION ESTABLISHED", StringComparison.Ordinal), Is.EqualTo(agrees));
    }
}
