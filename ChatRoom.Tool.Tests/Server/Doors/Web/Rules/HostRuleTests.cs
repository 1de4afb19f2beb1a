using System.Net;
using ChatRoom.Server.Doors.Web.Rules;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Rules;

internal sealed class HostRuleTests
{
    private static readonly HostRule Rule = new(new Uri("https://chat.example/rooms/"), ["desk", "desk.local"], () => ["chat.test"]);

    [TestCase("192.0.2.7:8080", Description = "the address that the connection came to")]
    [TestCase("192.0.2.7")]
    [TestCase("[::ffff:192.0.2.7]:8080")]
    [TestCase("localhost:8080")]
    [TestCase("localhost:9999", Description = "through a tunnel")]
    [TestCase("LOCALHOST.")]
    [TestCase("desk:8080")]
    [TestCase("Desk.local")]
    [TestCase("chat.test", Description = "a name of the certificate")]
    [TestCase("chat.example", Description = "of --web-url")]
    public void This_servers_own_hosts_are_allowed(string host) => Assert.That(Allows(Rule, host, "192.0.2.7"));

    [TestCase("evil.example:8080", Description = "DNS rebinding")]
    [TestCase("192.0.2.70")]
    [TestCase("192.0.2.7.evil.example")]
    [TestCase("localhost.evil.example")]
    [TestCase("evil-localhost")]
    [TestCase("chat.example.evil.example")]
    [TestCase("evilchat.example")]
    [TestCase("desk.evil.example")]
    [TestCase("127.0.0.1")]
    [TestCase("[::1]")]
    [TestCase("0.0.0.0")]
    public void Any_other_host_is_refused(string host) => Assert.That(Allows(Rule, host, "192.0.2.7"), Is.False);

    [TestCase("[::1]:80", "::1", true)]
    [TestCase("[0:0::1]:80", "::1", true)]
    [TestCase("[fe80::1]:80", "fe80::1%2", true)]
    [TestCase("[::1]:80", "127.0.0.1", false)]
    [TestCase("127.0.0.1", "::ffff:127.0.0.1", true)]
    public void An_IPv6_address_is_compared_as_an_address(string host, string cameTo, bool isAllowed) =>
        Assert.That(Allows(Rule, host, cameTo), Is.EqualTo(isAllowed));

    [TestCase("https://[2001:db8::1]:8443/", "[2001:db8::1]:8443")]
    [TestCase("http://192.0.2.1/", "192.0.2.1")]
    [TestCase("https://bücher.example/", "xn--bcher-kva.example")]
    public void The_host_of_a_URL_may_be_of_any_kind(string url, string host) =>
        Assert.That(Allows(new HostRule(new Uri(url), [], () => []), host, "10.0.0.1"));

    [Test]
    public void The_names_of_a_new_certificate_are_known_at_once()
    {
        string[] hosts = ["old.test"];
        var rule = new HostRule(null, [], () => hosts);
        Assert.That(Allows(rule, "new.test", "10.0.0.1"), Is.False);
        hosts = ["new.test"];
        Assert.That(Allows(rule, "new.test", "10.0.0.1"));
    }

    [Test]
    public void This_machine_has_a_name() => Assert.That(MachineNames.Find(), Does.Contain(Dns.GetHostName()));

    private static bool Allows(HostRule rule, string text, string cameTo)
    {
        Assert.That(RequestHost.TryParse(text, out var host));
        return rule.Allows(host, IPAddress.Parse(cameTo));
    }
}
