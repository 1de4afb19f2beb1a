using System.Net;
using System.Runtime.Versioning;
using ChatRoom.Server.Doors.Web.Rules;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Rules;

[UnsupportedOSPlatform("windows")]
internal sealed class ForwardedAddressTests
{
    private static readonly NetworkList Proxies = ReadProxies();

    [TestCase("127.0.0.1", "", "127.0.0.1", Description = "no header")]
    [TestCase("127.0.0.1", "192.0.2.1", "192.0.2.1")]
    [TestCase("127.0.0.1", "203.0.113.9, 192.0.2.1", "192.0.2.1", Description = "the client wrote the left one")]
    [TestCase("127.0.0.1", "203.0.113.9, 192.0.2.1,10.1.2.3 ,  10.0.0.1", "192.0.2.1", Description = "three proxies")]
    [TestCase("127.0.0.1", "10.1.2.3", "10.1.2.3", Description = "a client in the network of the proxies")]
    [TestCase("127.0.0.1", "10.1.2.3, 10.0.0.1", "10.1.2.3")]
    [TestCase("192.0.2.5", "203.0.113.9", "192.0.2.5", Description = "the peer is no proxy")]
    [TestCase("::1", "2001:db8::1", "2001:db8::1")]
    [TestCase("::1", "[2001:db8::1]:4711", "2001:db8::1")]
    [TestCase("127.0.0.1", "192.0.2.1:4711", "192.0.2.1")]
    [TestCase("127.0.0.1", "::ffff:192.0.2.1", "192.0.2.1")]
    public void The_client_is_the_rightmost_address_that_is_no_proxy(string peer, string header, string client) =>
        Assert.That(ForwardedAddress.Find(IPAddress.Parse(peer), header, Proxies), Is.EqualTo(IPAddress.Parse(client)));

    [TestCase("unknown")]
    [TestCase("_hidden")]
    [TestCase(",")]
    [TestCase("192.0.2.1,")]
    [TestCase("192.0.2.1, unknown")]
    [TestCase("192.0.2.1, 10.0.0.1, x")]
    [TestCase("fe80::1%eth0")]
    public void Nothing_is_guessed_from_a_header_that_is_no_list_of_addresses(string header) =>
        Assert.That(ForwardedAddress.Find(IPAddress.Loopback, header, Proxies), Is.EqualTo(IPAddress.Loopback));

    [Test]
    public void An_unreadable_address_ends_the_list_at_the_proxy_before_it() =>
        Assert.That(ForwardedAddress.Find(IPAddress.Loopback, "192.0.2.1, x, 10.0.0.1", Proxies), Is.EqualTo(IPAddress.Parse("10.0.0.1")));

    [Test]
    public void Without_trustedProxies_the_header_is_ignored() =>
        Assert.That(ForwardedAddress.Find(IPAddress.Loopback, "192.0.2.1", null), Is.EqualTo(IPAddress.Loopback));

    private static NetworkList ReadProxies()
    {
        using var folder = new ScratchDirectory();
        Assert.That(NetworkList.TryRead(folder.Write("proxies", "127.0.0.1\n10.0.0.0/8\n::1\n"), out var proxies, out _));
        return proxies!;
    }
}
