using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Terminal;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Server;

/// <summary>A server with a web door: its first lines, or why it does not start.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class WebDoorStartTests
{
    [Test]
    public async Task A_server_prints_the_address_to_open_and_serves_it()
    {
        await using var server = ToolProcess.Start("server", "--port", "0", "--web", "0");
        await server.PrintsLike("^chatroom listens on ");
        await server.PrintsLike("^  chatroom client ");
        var address = await server.PrintsLike(@"^or open (http://127\.0\.0\.1:[1-9]\d*/) in a browser$");
        await server.Prints("It keeps no log on disk.");
        using var http = new HttpClient();

        Assert.That(await http.GetStringAsync(new Uri(new Uri(address), "-/health")), Is.EqualTo("ok\n"));
    }

    [Test]
    public async Task With_TLS_the_address_is_https()
    {
        await using var server = ToolProcess.Start("server", "--port", "0", "--web", "0", "--tls");
        await server.NextLine();
        await server.NextLine();
        var address = await server.PrintsLike(@"^or open (https://127\.0\.0\.1:[1-9]\d*/) in a browser$");
        using var http = ProxyProcess.NewClient();

        Assert.That(await http.GetStringAsync(new Uri(new Uri(address), "-/health")), Is.EqualTo("ok\n"));
    }

    [Test]
    public async Task A_certificates_names_are_the_addresses_to_open()
    {
        using var folder = new ScratchDirectory();
        using var authority = new TestAuthority();
        var (chain, key) = authority.Issue("chat.example.org");
        await using var server = ToolProcess.Start(
            "server", "--port", "0", "--web", "0", "--cert", folder.Write("cert.pem", chain), "--key", folder.Write("key.pem", key));
        await server.NextLine();
        await server.NextLine();

        await server.PrintsLike(@"^or open https://chat\.example\.org:[1-9]\d*/ in a browser$");
    }

    [Test]
    public async Task The_given_url_is_the_address_to_open()
    {
        await using var server = ToolProcess.Start("server", "--port", "0", "--web", "0", "--web-url", "https://chat.example.org/room");
        await server.NextLine();
        await server.NextLine();

        await server.Prints("or open https://chat.example.org/room/ in a browser");
    }

    [Test]
    public async Task The_JSON_log_has_the_address()
    {
        await using var server = ToolProcess.Start("server", "--port", "0", "--web", "0", "--log", "json");
        await server.NextLine();
        await server.NextLine();
        var address = new Uri(await server.PrintsLike("^or open (.*) in a browser$"));
        await server.IsSent("TERM");

        using var listening = JsonDocument.Parse((await server.Errors).Split('\n')[0]);
        Assert.That(listening.RootElement.GetProperty("web").GetString(), Is.EqualTo(address.Authority));
    }

    [Test]
    public async Task A_port_in_use_is_one_sentence()
    {
        using var occupant = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        occupant.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        occupant.Listen();
        var port = ((IPEndPoint)occupant.LocalEndPoint!).Port;

        await using var server = ToolProcess.Start("server", "--port", "0", "--web", port.ToString(CultureInfo.InvariantCulture));

        await server.FailsWith(1, $"port {port} on 127.0.0.1 is in use; choose another with --web, or 0 for any free one");
    }

    [Test]
    public async Task A_host_without_an_address_is_one_sentence()
    {
        await using var server = ToolProcess.Start("server", "--port", "0", "--web", "nowhere.invalid:8080");

        await server.FailsWith(1, "'nowhere.invalid:8080' is not an address of this machine for --web; give a port alone, such as 8080, or 0.0.0.0:8080 for all addresses");
    }

    [Test]
    public async Task A_QR_code_on_a_pipe_is_wrong_usage()
    {
        await using var server = ToolProcess.Start("server", "--port", "0", "--web", "0", "--qr");

        await server.FailsWith(2, "--qr needs a terminal with colours; leave it out, and open the address that the server prints");
    }

    [Test]
    public async Task A_QR_code_is_shown_on_a_terminal()
    {
        await using var screen = await TmuxScreen.OpenAsync(port: 0, columns: 100, rows: 40);
        await screen.Enters("chatroom server --port 0 --web 0 --qr");

        await screen.ShowsLike("^or open (http://127.0.0.1:[0-9]+/) in a browser$");
        await screen.ShowsLike("^    (█▀▀▀▀▀█) .* █▀▀▀▀▀█");
    }

    [Test]
    public async Task Only_a_server_with_a_web_door_loads_its_libraries()
    {
        Requires.Linux();
        var (plain, port) = await ToolProcess.StartServerAsync("--ephemeral");
        await using var tail = ToolProcess.Start("tail", "--port", $"{port}", "--since", "all");
        await using var client = ToolProcess.StartClient(port, "alice");
        await client.Prints("alice joined!");
        await tail.PrintsLike("alice joined!");
        await using (plain)
        {
            foreach (var process in new[] { plain, tail, client })
            {
                Assert.That(await LibrariesOf(process), Has.None.Matches(@"AspNetCore|Microsoft\.Extensions|QRCoder"));
            }
        }

        var (web, _) = await ToolProcess.StartServerAsync("--ephemeral", "--web", "0");
        await using (web)
        {
            Assert.That(await LibrariesOf(web), Has.Some.Matches("AspNetCore").And.None.Matches("QRCoder|NATS"));
        }
    }

    private static async Task<IEnumerable<string>> LibrariesOf(ToolProcess process)
    {
        var loaded = await File.ReadAllLinesAsync($"/proc/{process.Id}/maps");
        Assert.That(loaded, Has.Some.EndsWith("/chatroom.dll"), "libraries are listed by their files");
        return loaded.Where(line => line.EndsWith(".dll", StringComparison.Ordinal));
    }
}
