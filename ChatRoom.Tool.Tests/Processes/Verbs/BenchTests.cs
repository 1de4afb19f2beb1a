using System.Text.Json;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Verbs;

/// <summary><c>chatroom bench</c> as a process: its output and its exit codes.</summary>
internal sealed class BenchTests
{
    [Test]
    public async Task Bench_prints_a_table()
    {
        await using var server = RunningServer.Start();
        await using var bench = Bench(server.EndPoint.Port, "--receivers", "3", "--duration", "500ms");

        var table = await bench.PrintsToTheEnd();

        Assert.That(table, Does.Match(@"(?m)^connections +4$"));
        Assert.That(table, Does.Match(@"(?m)^deliveries a second +[1-9][\d,]*$"));
        Assert.That(table, Does.Match(@"(?m)^latency p99 +[\d,]+ us$"));
        Assert.That(table, Does.Match(@"(?m)^lost +0$"));
        Assert.That(await bench.Errors, Is.Empty);
        Assert.That(await bench.Exits(), Is.Zero);
    }

    [Test]
    public async Task Json_is_one_object_on_one_line([Values("line", "typed")] string dialect)
    {
        await using var server = RunningServer.Start();
        await using var bench = Bench(
            server.EndPoint.Port, "--receivers", "3", "--both", "--duration", "500ms", "--rate", "50", "--dialect", dialect, "--json");

        using var result = JsonDocument.Parse(await bench.NextLine());

        Assert.That(await bench.PrintsToTheEnd(), Is.Empty);
        Assert.That(result.RootElement.GetProperty("ok").GetBoolean());
        Assert.That(result.RootElement.GetProperty("dialect").GetString(), Is.EqualTo(dialect));
        Assert.That(result.RootElement.GetProperty("rooms").GetInt32(), Is.EqualTo(1));
        var traffic = result.RootElement.GetProperty("traffic");
        Assert.That(traffic.GetProperty("deliveries").GetInt64(), Is.EqualTo(3 * traffic.GetProperty("messages").GetInt64()));
        Assert.That(traffic.GetProperty("latencyMicroseconds").GetProperty("p99").GetDouble(), Is.GreaterThan(0));
        Assert.That(await bench.Exits(), Is.Zero);
    }

    [Test]
    public async Task Members_are_spread_over_rooms()
    {
        await using var server = RunningServer.Start();
        await using var bench = Bench(server.EndPoint.Port, "--receivers", "4", "--senders", "2", "--rooms", "2", "--duration", "500ms");

        var table = await bench.PrintsToTheEnd();

        Assert.That(table, Does.Match(@"(?m)^connections +6$"));
        Assert.That(table, Does.Match(@"(?m)^rooms +2$"));
        Assert.That(table, Does.Match(@"(?m)^lost +0$"));
        Assert.That(table, Does.Match(@"(?m)^one order in a room +yes$"));
        Assert.That(await bench.Exits(), Is.Zero);
    }

    [Test]
    public async Task An_idle_bench_reports_only_joins()
    {
        await using var server = RunningServer.Start();
        await using var bench = Bench(server.EndPoint.Port, "--receivers", "20", "--idle", "--duration", "500ms", "--json");

        using var result = JsonDocument.Parse(await bench.NextLine());

        Assert.That(result.RootElement.GetProperty("connections").GetInt32(), Is.EqualTo(20));
        Assert.That(result.RootElement.TryGetProperty("traffic", out _), Is.False);
        Assert.That(await bench.Exits(), Is.Zero);
    }

    [Test]
    public async Task Stuck_members_are_reported_separately()
    {
        await using var server = RunningServer.Start();
        await using var bench = Bench(server.EndPoint.Port, "--receivers", "2", "--stuck", "3", "--duration", "500ms");

        var table = await bench.PrintsToTheEnd();

        Assert.That(table, Does.Match(@"(?m)^connections +3$"));
        Assert.That(table, Does.Match(@"(?m)^stuck +3$"));
        Assert.That(await bench.Exits(), Is.Zero);
    }

    [Test]
    public async Task An_invalid_number_of_stuck_members_is_wrong_usage()
    {
        await using var bench = Bench(1, "--stuck", "some");

        await bench.FailsWith(2, "'some' is not a number for --stuck; give one from 0 to 65000");
    }

    [Test]
    public async Task A_lost_message_makes_bench_fail()
    {
        using var server = new ScriptedServer();
        await using var bench = Bench(server.EndPoint.Port, "--receivers", "1", "--both", "--duration", "500ms");
        using var peer = await server.AcceptAsync();
        await peer.Sends("NAME");
        var name = await peer.NextLine();
        await peer.Sends($"{name} joined!\nConnected to server!\n");
        await peer.Says($"{name}: {await peer.NextLine()}");

        await peer.NextLine();
        string line;
        do
        {
            line = await peer.NextLine();
            await peer.Says($"{name}: {line}");
        }
        while (line != "|mark");

        Assert.That(await bench.PrintsToTheEnd(), Does.Match(@"(?m)^lost +1$"));
        Assert.That(await bench.Exits(), Is.EqualTo(1));
    }

    [Test]
    public async Task Bench_cannot_connect_if_nothing_listens()
    {
        int port;
        using (var server = new ScriptedServer())
        {
            port = server.EndPoint.Port;
        }

        await using var bench = Bench(port);

        await bench.FailsWith(3, $"cannot connect to 127.0.0.1:{port}: nothing listens there; start a room with 'chatroom server'");
    }

    [Test]
    public async Task More_connections_than_open_files_allow_are_one_sentence()
    {
        await using var server = RunningServer.Start();
        await using var bench = ToolProcess.StartOther(
            "sh", "-c", """ulimit -n 150 && exec "$0" bench --port "$1" --receivers 200""", ToolProcess.ToolPath, $"{server.EndPoint.Port}");

        await bench.FailsWith(
            3, "this process may not open 201 connections; raise its limit of open files with 'ulimit -n 401' and try again");
    }

    private static ToolProcess Bench(int port, params string[] options) => ToolProcess.Start(["bench", "--port", $"{port}", .. options]);
}
