using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Server;

/// <summary>A server with a port for IRC clients: its first lines, or why it does not start.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class IrcPortStartTests
{
    private const string Printed = @"^or in an IRC client: /connect 127\.0\.0\.1 ([1-9]\d*)$";

    [Test]
    public async Task A_server_prints_the_command_to_connect_and_serves_it()
    {
        await using var server = ToolProcess.Start("server", "--port", "0", "--irc", "0");
        await server.PrintsLike("^chatroom listens on ");
        await server.PrintsLike("^  chatroom client ");
        await RegistersAsync(await server.PrintsLike(Printed));
        await server.Prints("It keeps no log on disk.");
    }

    [Test]
    public async Task The_variable_opens_it_as_well_and_the_address_may_be_another_one()
    {
        await using var server = ToolProcess.StartWith([("CHATROOM_IRC", "127.0.0.2:0")], "server", "--port", "0");
        await server.NextLine();
        await server.NextLine();

        await server.PrintsLike(@"^or in an IRC client: /connect 127\.0\.0\.2 ([1-9]\d*)$");
    }

    [Test]
    public async Task With_TLS_the_fingerprint_is_printed_as_IRC_clients_take_it()
    {
        await using var server = ToolProcess.Start("server", "--port", "0", "--irc", "0", "--tls");
        await server.NextLine();
        await server.NextLine();
        var port = await server.PrintsLike(@"^or in an IRC client with TLS: /connect 127\.0\.0\.1 ([1-9]\d*)$");
        var digits = await server.PrintsLike("^  its certificate in WeeChat: ([0-9a-f]{64})$");
        var pairs = await server.PrintsLike("^  its certificate in irssi: ([0-9a-f]{2}(:[0-9a-f]{2}){31})$");
        using var peer = await TestPeer.ConnectEncryptedAsync(int.Parse(port, CultureInfo.InvariantCulture));

        Assert.That(digits, Is.EqualTo(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(peer.Certificate!))));
        Assert.That(pairs.Replace(":", ""), Is.EqualTo(digits));
    }

    [Test]
    public async Task A_client_without_TLS_is_told_to_use_it()
    {
        await using var server = ToolProcess.Start("server", "--port", "0", "--irc", "0", "--tls");
        await server.NextLine();
        await server.NextLine();
        var port = await server.PrintsLike(@"/connect 127\.0\.0\.1 ([1-9]\d*)$");
        using var peer = await TestPeer.ConnectAsync(int.Parse(port, CultureInfo.InvariantCulture));
        await peer.Sends("CAP LS 302\r\nNICK wee\r\n");

        Assert.That(await peer.HearsToTheEnd(), Is.EqualTo("ERROR :This server speaks TLS only; switch it on in your client.\r\n"));
    }

    [Test]
    public async Task The_JSON_log_has_the_address()
    {
        await using var server = ToolProcess.Start("server", "--port", "0", "--irc", "0", "--log", "json");
        await server.NextLine();
        await server.NextLine();
        var port = await server.PrintsLike(Printed);
        await server.IsSent("TERM");

        using var listening = JsonDocument.Parse((await server.Errors).Split('\n')[0]);
        Assert.That(listening.RootElement.GetProperty("irc").GetString(), Is.EqualTo($"127.0.0.1:{port}"));
    }

    [Test]
    public async Task A_port_in_use_is_one_sentence()
    {
        using var occupant = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        occupant.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        occupant.Listen();
        var port = ((IPEndPoint)occupant.LocalEndPoint!).Port;

        await using var server = ToolProcess.Start("server", "--port", "0", "--irc", port.ToString(CultureInfo.InvariantCulture));

        await server.FailsWith(1, $"port {port} on 127.0.0.1 is in use; choose another with --irc, or 0 for any free one");
    }

    [TestCase("x", "'x' is not an address with a port for --irc; give PORT or ADDRESS:PORT, such as 6667, 0.0.0.0:6667 or [::]:6667")]
    [TestCase("70000", "'70000' is not an address with a port for --irc; '70000' is not a port: ")]
    public async Task A_wrong_port_is_wrong_usage(string given, string sentence)
    {
        await using var server = ToolProcess.Start("server", "--port", "0", "--irc", given);

        Assert.That(await server.Exits(), Is.EqualTo(2));
        Assert.That(await server.Errors, Does.Contain(sentence));
    }

    private static async Task RegistersAsync(string port)
    {
        using var peer = await TestPeer.ConnectAsync(int.Parse(port, CultureInfo.InvariantCulture));
        await peer.Sends("NICK wee\r\nUSER wee 0 * :wee\r\n");
        await peer.HearsLike("^:irc.chatroom 001 wee ");
    }
}
