using System.Net;
using ChatRoom.CommandLine.Hosting.Settings;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.Server.Options;
using NUnit.Framework;

namespace ChatRoom.Tests.CommandLine.Hosting.Settings;

/// <summary>The options of the web door, and the sentences about their mistakes.</summary>
internal sealed class WebSettingsTests
{
    private const string UrlRules = "give http or https, a host, and a port or a path where they are needed, such as https://chat.example.org/room/";

    [Test]
    public void Without_the_option_there_is_no_web_door()
    {
        var (_, isRead, options, whyNot) = Read("");

        Assert.That(isRead, Is.True, whyNot);
        Assert.That(options, Is.Null);
    }

    [TestCase("8080", "127.0.0.1:8080")]
    [TestCase("0", "127.0.0.1:0")]
    [TestCase("0.0.0.0:8080", "0.0.0.0:8080")]
    [TestCase("[::]:8080", "[::]:8080")]
    [TestCase("[::1]:65535", "[::1]:65535")]
    [TestCase("localhost:80", "127.0.0.1:80")]
    public async Task The_door_listens_on_loopback_or_on_the_given_address(string given, string address)
    {
        var (settings, isRead, options, whyNot) = Read($"--web {given}");
        Assert.That(isRead, Is.True, whyNot);

        var (found, _) = await settings.FindAddressAsync(options!);

        Assert.That(found?.EndPoint, Is.EqualTo(IPEndPoint.Parse(address)));
    }

    [TestCase("http")]
    [TestCase("0.0.0.0")]
    [TestCase(":8080")]
    [TestCase("::1")]
    [TestCase("[::1]")]
    [TestCase("[::1:80")]
    [TestCase("http://localhost:8080")]
    [TestCase("no..name:80")]
    public void An_address_without_a_port_is_wrong_usage(string given) => AssertMistake(
        $"--web {given}", $"'{given}' is not an address with a port for --web; give PORT or ADDRESS:PORT, such as 8080, 0.0.0.0:8080 or [::]:8080");

    [TestCase("65536", "65536")]
    [TestCase("localhost:", "")]
    [TestCase("[::]:http", "http")]
    public void A_wrong_port_is_wrong_usage(string given, string port) =>
        AssertMistake($"--web {given}", $"'{given}' is not an address with a port for --web; '{port}' is not a port: give a number from 0 to 65535");

    [Test]
    public async Task A_name_without_an_address_is_one_sentence()
    {
        // RFC 6761 reserves this name, so no resolver knows it.
        var (settings, isRead, options, whyNot) = Read("--web nowhere.invalid:8080");
        Assert.That(isRead, Is.True, whyNot);

        (options, whyNot) = await settings.FindAddressAsync(options!);

        Assert.That(options, Is.Null);
        Assert.That(whyNot, Is.EqualTo("'nowhere.invalid:8080' is not an address of this machine for --web; give a port alone, such as 8080, or 0.0.0.0:8080 for all addresses"));
    }

    [TestCase("http://chat.example.org", "http://chat.example.org/")]
    [TestCase("https://chat.example.org/", "https://chat.example.org/")]
    [TestCase("https://chat.example.org:8443/a/room", "https://chat.example.org:8443/a/room/")]
    [TestCase("HTTP://[::1]:80/room/", "http://[::1]/room/")]
    public void The_url_ends_with_a_slash(string given, string url)
    {
        var (_, isRead, options, whyNot) = Read($"--web 8080 --web-url {given}");

        Assert.That(isRead, Is.True, whyNot);
        Assert.That(options?.Url?.AbsoluteUri, Is.EqualTo(url));
    }

    [TestCase("chat.example.org")]
    [TestCase("chat.example.org:8080")]
    [TestCase("/room")]
    [TestCase("//chat.example.org")]
    [TestCase("ftp://chat.example.org")]
    [TestCase("http://")]
    [TestCase("http:///room")]
    [TestCase("http://bob@chat.example.org")]
    [TestCase("http://chat.example.org/?room=ops")]
    [TestCase("http://chat.example.org/#ops")]
    [TestCase("http://chat.example.org:http")]
    [TestCase("http://chat.example.org:65536")]
    public void A_url_that_nobody_can_open_is_wrong_usage(string given) =>
        AssertMistake($"--web 8080 --web-url {given}", $"'{given}' is not a page's address for --web-url; {UrlRules}");

    [Test]
    public void Proxies_are_addresses_and_networks()
    {
        var (_, isRead, options, whyNot) = Read("--web 8080 --web-proxy 127.0.0.1,10.0.0.0/8,2001:db8::/32");

        Assert.That(isRead, Is.True, whyNot);
        Assert.That(new[] { "127.0.0.1", "10.9.8.7", "2001:db8::1" }.Select(IPAddress.Parse).Count(options!.Proxies!.Contains), Is.EqualTo(3));
        Assert.That(new[] { "127.0.0.2", "11.0.0.1", "::1" }.Select(IPAddress.Parse).Where(options.Proxies.Contains), Is.Empty);
    }

    [TestCase("nginx", "nginx")]
    [TestCase("127.0.0.1,,::1", "")]
    [TestCase("127.0.0.1,10.0.0.0/33", "10.0.0.0/33")]
    public void A_proxy_that_is_no_network_is_wrong_usage(string given, string wrong) => AssertMistake(
        $"--web 8080 --web-proxy {given}",
        $"'{given}' is not a list of networks for --web-proxy; '{wrong}' is none: give addresses and networks such as 127.0.0.1,10.0.0.0/8,2001:db8::/32");

    [TestCase("--web-url http://chat.example.org")]
    [TestCase("--web-proxy ::1")]
    [TestCase("--metrics")]
    [TestCase("--qr")]
    public void An_option_of_the_web_door_needs_the_door(string arguments) =>
        AssertMistake(arguments, $"{arguments.Split(' ')[0]} needs --web; give that, too, such as --web 8080");

    [Test]
    public void Metrics_and_the_QR_code_are_off_by_default()
    {
        var (settings, _, options, _) = Read("--web 8080");
        Assert.That((options!.HasMetrics, settings.ShowsQr), Is.EqualTo((false, false)));

        (settings, _, options, _) = Read("--web 8080 --metrics --qr");
        Assert.That((options!.HasMetrics, settings.ShowsQr), Is.EqualTo((true, true)));
    }

    private static void AssertMistake(string arguments, string sentence)
    {
        var (_, isRead, _, whyNot) = Read(arguments);

        Assert.That((isRead, whyNot), Is.EqualTo((false, sentence)));
    }

    private static (WebSettings Settings, bool IsRead, WebOptions? Options, string WhyNot) Read(string arguments)
    {
        var command = new CommandDefinition();
        var settings = WebSettings.Add(command);
        Assert.That(PlainArguments.TryRead(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), command));
        var isRead = settings.TryRead(out var options, out var whyNot);
        return (settings, isRead, options, whyNot);
    }
}
