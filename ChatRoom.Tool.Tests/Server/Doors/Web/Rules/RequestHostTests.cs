using System.Net;
using ChatRoom.Server.Doors.Web.Rules;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Rules;

internal sealed class RequestHostTests
{
    [TestCase("localhost", "localhost", null)]
    [TestCase("LocalHost:8080", "localhost", 8080)]
    [TestCase("localhost.:8080", "localhost", 8080)]
    [TestCase("localhost:", "localhost", null)]
    [TestCase("my_box-1.lan", "my_box-1.lan", null)]
    [TestCase("xn--bcher-kva.example:1", "xn--bcher-kva.example", 1)]
    public void A_name_is_read(string text, string name, int? port)
    {
        Assert.That(RequestHost.TryParse(text, out var host));
        Assert.That(host, Is.EqualTo(new RequestHost(name, null, port)));
    }

    [TestCase("127.0.0.1", "127.0.0.1", null)]
    [TestCase("127.0.0.1.:80", "127.0.0.1", 80)]
    [TestCase("[::1]", "::1", null)]
    [TestCase("[0:0:0:0:0:0:0:1]:8080", "::1", 8080)]
    [TestCase("[2001:DB8::A]:", "2001:db8::a", null)]
    [TestCase("[::ffff:192.0.2.1]", "192.0.2.1", null)]
    public void An_address_is_read_in_its_usual_form(string text, string name, int? port)
    {
        Assert.That(RequestHost.TryParse(text, out var host));
        Assert.That((host.Name, host.Port), Is.EqualTo((name, port)));
        Assert.That(host.Address, Is.Not.Null);
    }

    [TestCase("")]
    [TestCase(".")]
    [TestCase(":80")]
    [TestCase("::1")]
    [TestCase("::1:80")]
    [TestCase("[::1")]
    [TestCase("[::1]80")]
    [TestCase("[]:80")]
    [TestCase("[127.0.0.1]")]
    [TestCase("[localhost]")]
    [TestCase("[fe80::1%eth0]")]
    [TestCase("[fe80::1%25eth0]")]
    [TestCase("127.1", Description = "the base library reads 127.0.0.1")]
    [TestCase("0177.0.0.1", Description = "the base library reads 127.0.0.1")]
    [TestCase("0x7f.0.0.1")]
    [TestCase("2130706433")]
    [TestCase("localhost:65536")]
    [TestCase("localhost:-1")]
    [TestCase("localhost:+1")]
    [TestCase("localhost: 80")]
    [TestCase("localhost:8080:1")]
    [TestCase("localhost, evil.example")]
    [TestCase("user@localhost")]
    [TestCase("localhost/x")]
    [TestCase("bücher.example")]
    [TestCase(" localhost")]
    public void Anything_else_is_no_host(string text) => Assert.That(RequestHost.TryParse(text, out _), Is.False);

    [Test]
    public void A_name_has_a_longest_length()
    {
        Assert.That(RequestHost.TryParse(new string('a', 260), out _));
        Assert.That(RequestHost.TryParse(new string('a', 261), out _), Is.False);
    }

    [Test]
    public void No_text_makes_the_parser_throw() =>
        Fuzz.Each(Samples.AnyString, text => Assert.DoesNotThrow(() => RequestHost.TryParse(text, out _)), times: 1000);

    [TestCase("127.0.0.1", "127.0.0.1")]
    [TestCase("::ffff:127.0.0.1", "127.0.0.1")]
    [TestCase("fe80::1%3", "fe80::1")]
    public void An_address_of_a_socket_has_the_same_form(string address, string name) =>
        Assert.That(RequestHost.NameOf(IPAddress.Parse(address)), Is.EqualTo(name));
}
