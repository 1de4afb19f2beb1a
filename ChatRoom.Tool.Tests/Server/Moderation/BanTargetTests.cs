using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Server.Moderation;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Moderation;

internal sealed class BanTargetTests
{
    [TestCase("bob", "bob")]
    [TestCase("7", "7")]
    [TestCase("1.2", "1.2")]
    [TestCase("-", "-")]
    [TestCase("192.0.2.7", "192.0.2.7")]
    [TestCase("192.0.2.7/32", "192.0.2.7")]
    [TestCase("192.0.2.7/24", "192.0.2.0/24")]
    [TestCase("10.9.8.7/9", "10.0.0.0/9")]
    [TestCase("0.0.0.0/0", "0.0.0.0/0")]
    [TestCase("2001:db8::1", "2001:db8::1")]
    [TestCase("2001:DB8:1:2:3::/64", "2001:db8:1:2::/64")]
    [TestCase("::ffff:192.0.2.7", "192.0.2.7")]
    [TestCase("::ffff:192.0.2.7/120", "192.0.2.0/24")]
    public void A_name_an_address_or_a_network_is_understood(string typed, string shown)
    {
        Assert.That(BanTarget.TryParse(typed, out var target));
        Assert.That(target!.ToString(), Is.EqualTo(shown));
    }

    [TestCase("192.0.2.7/33")]
    [TestCase("192.0.2.7/")]
    [TestCase("192.0.2.7/x")]
    [TestCase("192.0.2.7/-1")]
    [TestCase("bob/24")]
    [TestCase("2001:db8::/129")]
    [TestCase("fe80::1%eth0")]
    [TestCase("#bob")]
    [TestCase("")]
    public void Any_other_text_is_not_understood(string typed) => Assert.That(BanTarget.TryParse(typed, out _), Is.False);

    [Test]
    public void A_network_covers_its_addresses()
    {
        Assert.That(BanTarget.TryParse("192.0.2.128/25", out var target));
        Assert.That(target!.Covers(IPAddress.Parse("192.0.2.255")));
        Assert.That(target.Covers(IPAddress.Parse("192.0.2.127")), Is.False);
        Assert.That(target.Covers(IPAddress.Parse("2001:db8::1")), Is.False);
    }

    [Test]
    public void The_target_of_a_member_at_IPv6_covers_all_addresses_of_its_network()
    {
        Assert.That(Nickname.TryParse("bob", out var bob));
        var target = BanTarget.Of(bob!, IPAddress.Parse("2001:db8:1:2:3:4:5:6"));

        Assert.That(target.ToString(), Is.EqualTo("bob and 2001:db8:1:2::/64"));
        Assert.That(target.Covers(IPAddress.Parse("2001:db8:1:2:ffff::1")));
        Assert.That(target.Covers(IPAddress.Parse("2001:db8:1:3::1")), Is.False);
    }
}
