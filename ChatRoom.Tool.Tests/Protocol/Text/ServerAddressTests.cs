using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;
using ChatRoom.Tests.Support.Values;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol.Text;

internal sealed class ServerAddressTests
{
    private static readonly Gen<ServerAddress> Addresses =
        from host in Gen.Elements("a", "B.example.org", "10.0.0.5", "::1", "2001:db8::7", "fe80::1%2")
        from port in Samples.Number(1, 65535)
        select new ServerAddress(host, port);

    [TestCase("a:1", "a", 1)]
    [TestCase("Chat.example.org:65535", "Chat.example.org", 65535)]
    [TestCase("10.0.0.5:5500", "10.0.0.5", 5500)]
    [TestCase("[::1]:5502", "::1", 5502)]
    public void An_address_has_a_host_and_a_port(string text, string host, int port)
    {
        Assert.That(ServerAddress.TryParse(text, out var address), Is.True);
        Assert.That((address!.Host, address.Port, address.ToString()), Is.EqualTo((host, port, text)));
    }

    [TestCase("")]
    [TestCase("a")]
    [TestCase("a:")]
    [TestCase("a:0")]
    [TestCase("a:65536")]
    [TestCase("a:+1")]
    [TestCase(":5500")]
    [TestCase("::1")]
    [TestCase("::1:5500")]
    [TestCase("[::1]")]
    [TestCase("[::1]5500")]
    [TestCase("[10.0.0.5]:5500")]
    [TestCase("[[::1]]:5500")]
    [TestCase("[::1]]:5500")]
    [TestCase("[]:5500")]
    [TestCase("http://a:80")]
    [TestCase("chatroom://a:5500")]
    [TestCase("bob@a:5500")]
    [TestCase("a:5500/lobby")]
    [TestCase("a b:5500")]
    [TestCase("a,b:5500")]
    [TestCase("\ea:5500")]
    public void Anything_else_is_no_address(string text) => Assert.That(ServerAddress.TryParse(text, out _), Is.False);

    [TestCase("localhost:1", true)]
    [TestCase("LocalHost:1", true)]
    [TestCase("127.0.0.2:1", true)]
    [TestCase("[::1]:1", true)]
    [TestCase("localhost.example.org:1", false)]
    [TestCase("127.0.0.1.example.org:1", false)]
    [TestCase("10.0.0.5:1", false)]
    [TestCase("[2001:db8::7]:1", false)]
    public void Loopback_addresses_are_this_machine(string text, bool expected)
    {
        Assert.That(ServerAddress.TryParse(text, out var address), Is.True);
        Assert.That(address!.IsOnThisMachine, Is.EqualTo(expected));
    }

    [Test]
    public void An_address_is_at_most_255_bytes_long()
    {
        var host = string.Join('.', Enumerable.Repeat(new string('a', 49), 5));
        Assert.That(ServerAddress.TryParse($"{host}:12345", out _), Is.True);
        Assert.That(ServerAddress.TryParse($"{new string('1', 255)}:1", out _), Is.False);
    }

    [Test]
    public void A_list_that_a_server_sends_is_read_back() => Fuzz.Each(
        Addresses.ArrayOf().Where(addresses => addresses.Length <= ServerAddress.MaxCount),
        addresses => Assert.That(ServerAddress.ReadList(ServerLines.Servers(addresses).Text), Is.EqualTo(addresses.Distinct())));

    [Test]
    public void A_list_holds_each_address_once_and_passes_over_what_is_none() => Assert.That(
        ServerAddress.ReadList("a:1 b http://c:2  A:1 [::1]:3 \u001b[2J:4 d:99999"u8).Select(address => $"{address}"),
        Is.EqualTo(new[] { "a:1", "[::1]:3" }));

    [Test]
    public void A_list_is_bounded()
    {
        var many = Enumerable.Range(1, 100).Select(port => new ServerAddress("a", port)).ToList();
        Assert.That(ServerAddress.ReadList(Encoding.ASCII.GetBytes(string.Join(' ', many))), Is.EqualTo(many.Take(64)));
        Assert.That(ServerAddress.ReadList(ServerLines.Servers(many).Text), Is.EqualTo(many.Take(64)));

        var longOnes = Enumerable.Range(10001, 64).Select(port => new ServerAddress(new string('a', 200), port)).ToList();
        Assert.That(ServerLines.Servers(longOnes).Text.Length, Is.InRange(4096 - 207, 4096));
        Assert.That(ServerLines.Servers([new ServerAddress(new string('a', 255), 1)]).Text.Length, Is.Zero);
    }

    [Test]
    public void No_input_makes_the_reader_throw() =>
        Fuzz.Each(Samples.Bytes, bytes => Assert.DoesNotThrow(() => ServerAddress.ReadList(bytes)), times: 1000);
}
