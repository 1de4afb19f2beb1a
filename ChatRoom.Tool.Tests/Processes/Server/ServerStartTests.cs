using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Server;

/// <summary>A server's first lines, or why it does not start.</summary>
internal sealed class ServerStartTests
{
    [Test]
    public async Task A_server_prints_its_address_and_the_command_to_join()
    {
        await using var server = ToolProcess.Start("server", "--port", "0", "--name", "Tea room");

        var port = await server.PrintsLike(@"^Tea room listens on 127\.0\.0\.1:(\d+); join it with:$");
        await server.Prints($"  chatroom client --host 127.0.0.1 --port {port}", "It keeps no log on disk.");
    }

    [Test]
    public async Task The_printed_command_joins()
    {
        await using var server = ToolProcess.Start("server", "--port", "0");
        await server.NextLine();
        var words = (await server.NextLine()).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(words[0], Is.EqualTo("chatroom"));

        await using var client = ToolProcess.Start([.. words[1..], "--name", "alice"]);

        await client.Prints("alice joined!");
    }

    [Test]
    public async Task A_port_in_use_is_one_sentence()
    {
        using var occupant = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        occupant.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        occupant.Listen();
        var port = ((IPEndPoint)occupant.LocalEndPoint!).Port;

        await using var server = ToolProcess.Start("server", "--port", $"{port}");

        await server.FailsWith(1, $"port {port} on 127.0.0.1 is in use; choose another with --port, or 0 for any free one");
    }

    [Test]
    public async Task An_address_of_another_machine_is_one_sentence()
    {
        // RFC 5737 reserves this address for examples, so no machine has it.
        await using var server = ToolProcess.Start("server", "--host", "203.0.113.1", "--port", "0");

        await server.FailsWith(
            1, "this machine has no address 203.0.113.1; choose one of its own with --host, or 0.0.0.0 for all");
    }

    [Test]
    public async Task A_host_that_cannot_be_an_address_is_one_sentence()
    {
        // This name is invalid, so no resolver is asked.
        await using var server = ToolProcess.Start("server", "--host", "no..name", "--port", "0");

        await server.FailsWith(1, "'no..name' is not an address of this machine for --host; give one of them, or 0.0.0.0 for all");
    }

    [Test]
    public async Task A_privileged_port_is_one_sentence()
    {
        var port = PrivilegedPort();

        await using var server = Environment.IsPrivilegedProcess
            ? StartWithoutRight("server", "--port", $"{port}")
            : ToolProcess.Start("server", "--port", $"{port}");

        await server.FailsWith(1, $"port {port} needs more rights than you have; choose one above 1023 with --port");
    }

    [TestCase("99999")]
    [TestCase("65536")]
    [TestCase("http")]
    [TestCase("1.5")]
    public async Task An_invalid_port_is_wrong_usage(string port)
    {
        await using var server = ToolProcess.Start("server", "--port", port);

        await server.FailsWith(2, $"'{port}' is not a port for --port; give a number from 0 to 65535");
    }

    [TestCase("64")]
    [TestCase("64MB")]
    [TestCase("-1MiB")]
    [TestCase("127KiB")]
    [TestCase("65GiB")]
    [TestCase("99999999999999999999GiB")]
    public async Task An_invalid_size_is_wrong_usage(string size)
    {
        await using var server = ToolProcess.Start("server", "--port", "0", "--window", size);
        await server.FailsWith(
            2, $"'{size}' is not a size for --window; give a number of KiB, MiB or GiB such as 64MiB, from 128KiB to 64GiB");
    }

    [TestCase("0")]
    [TestCase("soon")]
    public async Task An_invalid_duration_is_wrong_usage(string time)
    {
        await using var server = ToolProcess.Start("server", "--port", "0", "--stall-timeout", time);
        await server.FailsWith(2, $"'{time}' is not a time for --stall-timeout; give a number followed by ms, s, m, h or d, such as 30s, from 1ms to 30d; a number alone is seconds");
    }

    [Test]
    public async Task A_large_window_takes_no_memory_at_the_start()
    {
        await using var server = ToolProcess.Start("server", "--port", "0", "--window", "64GiB", "--stall-timeout", "86400");
        await server.PrintsLike("listens on");
    }

    /// <summary>The highest port that needs a right. Skips the test if there is none.</summary>
    private static int PrivilegedPort()
    {
        const string file = "/proc/sys/net/ipv4/ip_unprivileged_port_start";
        if (!File.Exists(file))
        {
            Assert.Ignore("this system does not report its privileged ports");
        }

        var port = int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) - 1;
        if (port <= 0)
        {
            Assert.Ignore("no port of this machine is privileged");
        }

        return port;
    }

    /// <summary>Starts the tool as the superuser without the right to use privileged ports.</summary>
    private static ToolProcess StartWithoutRight(params string[] arguments)
    {
        Requires.Program("setpriv");
        return ToolProcess.StartOther("setpriv", ["--bounding-set", "-net_bind_service", ToolProcess.ToolPath, .. arguments]);
    }
}
