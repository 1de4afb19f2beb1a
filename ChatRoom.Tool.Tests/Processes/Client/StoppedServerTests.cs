using System.Text.RegularExpressions;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Client;

/// <summary>A real server that is stopped for ten seconds while clients of every kind connect, join and say.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal sealed class StoppedServerTests
{
    private const string BeforeConnecting = "before connecting";
    private const string Name = "\0";

    private readonly List<PausingProxy> _proxies = [];
    private readonly List<(string Name, ToolProcess Process)> _tools = [];

    [TearDown]
    public async Task EndAll()
    {
        foreach (var (_, process) in _tools)
        {
            await process.DisposeAsync();
        }

        foreach (var proxy in _proxies)
        {
            await proxy.DisposeAsync();
        }
    }

    [Test]
    public async Task Each_line_is_said_once_at_whatever_point_the_server_stopped()
    {
        var (server, port) = await ToolProcess.StartServerAsync();
        await using var _ = server;
        using var alice = await TestPeer.JoinAsync(port, "alice");
        foreach (var held in (string[])[BeforeConnecting, Name, "send lobby", "say 1 "])
        {
            Start(port, held, "send", "hello");
            Start(port, held.Replace("send", "join", StringComparison.Ordinal), "client");
        }

        Start(port, Name, "run", "--", "true");
        Start(port, "say 1 ", "run", "--", "true");
        Start(port, Name, "who");
        Start(port, Name, "wait", "--since", "all", "--match", "^go$");
        Start(port, Name, "tail", "--since", "all", "--match", "^go$", "-n", "1");
        Start(port, Name, "exec", "--reply", "--name", "bot", "--match", "^go$", "--", "cat");
        var terminalProxy = Proxy(port, Name);
        await using var terminal = await TmuxScreen.OpenAsync(terminalProxy.Port);
        await terminal.Enters("chatroom client --name terminal");
        await Task.WhenAll(_proxies.Select(proxy => proxy.IsHolding));

        await StopForTenSecondsAsync(server);
        await terminal.ShowsLike("You are terminal in lobby");
        await terminal.Enters("hello");
        await EndsAsync("send", "client", "run", "who");

        var heard = new List<string>();
        await HearUntil(alice, heard, line => heard.Contains("bot joined!") && heard.Contains("terminal: hello"));
        await alice.Says("go");
        await EndsAsync("wait", "tail");
        await HearUntil(alice, heard, line => line == "bot: go");
        await alice.Says("the end");
        await HearUntil(alice, heard, line => line == "alice: the end");
        var said = heard.Where(line => line.Contains(": ", StringComparison.Ordinal)).Select(line => Regex.Replace(line, @"[0-9.]+ m?s$", "TIME")).Order(StringComparer.Ordinal);
        Assert.That(said, Is.EqualTo((string[])
        [
            "alice: go", "alice: the end", "bot: go",
            .. Numbered("client", 4).SelectMany(name => (string[])[$"{name}: one", $"{name}: two"]),
            .. Numbered("run", 2).Select(name => $"{name}: true ok in TIME"),
            .. Numbered("send", 4).Select(name => $"{name}: hello"),
            "terminal: hello",
        ]));
    }

    [Test]
    public async Task A_client_joins_after_its_TLS_handshake_waited_for_a_stopped_server()
    {
        using var folder = new ScratchDirectory();
        var (server, port) = await ToolProcess.StartServerAsync("--tls");
        await using var _ = server;
        var proxy = Proxy(port, "");
        await using var send = ToolProcess.StartWith(
            [("XDG_CONFIG_HOME", folder["config"]), ("XDG_STATE_HOME", folder["state"])],
            "send", "--tls", "--accept-new", "--no-reconnect", "--port", $"{proxy.Port}", "hello");
        await proxy.IsHolding;

        await StopForTenSecondsAsync(server);

        Assert.That(await send.Errors, Is.Empty);
        Assert.That(await send.Exits(), Is.Zero);
    }

    private static IEnumerable<string> Numbered(string verb, int count) => Enumerable.Range(1, count).Select(number => $"{verb}{number}");

    private static async Task HearUntil(TestPeer alice, List<string> heard, Func<string, bool> isLast)
    {
        do
        {
            heard.Add(await alice.NextLine());
        }
        while (!isLast(heard[^1]));
    }

    /// <summary>Stops the server, releases the held bytes to it, and continues it after ten seconds.</summary>
    private async Task StopForTenSecondsAsync(ToolProcess server)
    {
        await server.IsSent("STOP");
        _proxies.ForEach(proxy => proxy.Release());
        await using var pause = ToolProcess.StartOther("sleep", "10");
        await pause.Exits();
        await server.IsSent("CONT");
    }

    private PausingProxy Proxy(int port, string held)
    {
        _proxies.Add(new PausingProxy(port, held == BeforeConnecting ? null : held));
        return _proxies[^1];
    }

    /// <summary>Starts a verb whose bytes are held from some point on. A client in a pipe says two lines.</summary>
    private void Start(int port, string held, string verb, params string[] arguments)
    {
        var proxy = Proxy(port, held);
        var number = _tools.Count(tool => tool.Name == verb) + 1;
        var process = ToolProcess.StartWith([("CHATROOM_NAME", $"{verb}{number}")], [verb, "--port", $"{proxy.Port}", .. arguments]);
        _tools.Add((verb, process));
        process.Input.Write(verb == "client" ? "one\ntwo\n" : "");
        process.EndsItsInput();
    }

    private async Task EndsAsync(params string[] verbs)
    {
        foreach (var (verb, process) in _tools.Where(tool => verbs.Contains(tool.Name)))
        {
            Assert.That(await process.Exits(), Is.Zero, $"{verb}: {await process.Errors}");
        }
    }
}
