using System.Net;
using ChatRoom.CommandLine.Hosting;
using ChatRoom.Server.Options;
using NUnit.Framework;

namespace ChatRoom.Tests.CommandLine.Hosting;

/// <summary>The addresses that a server tells people to open.</summary>
internal sealed class PageAddressesTests
{
    private static readonly WebOptions Options = new() { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) };

    [TestCase("127.0.0.1:8080", "http://127.0.0.1:8080/")]
    [TestCase("192.0.2.7:80", "http://192.0.2.7/")]
    [TestCase("[2001:db8::1]:8080", "http://[2001:db8::1]:8080/")]
    public void The_address_is_the_one_that_the_door_listens_on(string listening, string address) => Assert.That(Of(Options, listening), Is.EqualTo(new[] { address }));

    [TestCase("0.0.0.0:8080")]
    [TestCase("[::]:8080")]
    public void A_door_on_every_address_has_one_line_for_each(string listening)
    {
        var expected = JoinLines.AddressesOf(IPEndPoint.Parse(listening).Address).Select(address => $"http://{new IPEndPoint(address, 8080)}/");

        Assert.That(Of(Options, listening), Is.EqualTo(expected));
    }

    [Test]
    public void A_given_url_is_the_only_address() =>
        Assert.That(Of(Options with { Url = new Uri("https://chat.example.org/room/") }, "0.0.0.0:8080"), Is.EqualTo(new[] { "https://chat.example.org/room/" }));

    [Test]
    public void Each_address_is_a_line()
    {
        using var output = new StringWriter { NewLine = "\n" };
        JoinLines.PrintPage(output, [new Uri("http://127.0.0.1:8080"), new Uri("http://192.0.2.7:8080")]);

        Assert.That(output.ToString(), Is.EqualTo("or open http://127.0.0.1:8080/ in a browser\nor open http://192.0.2.7:8080/ in a browser\n"));
    }

    [TestCase("http://192.0.2.7/", "http://127.0.0.1/", "http://192.0.2.7/", "http://192.0.2.8/")]
    [TestCase("http://127.0.0.1/", "http://127.0.0.1/", "http://[::1]/")]
    public void A_phone_is_given_an_address_that_it_reaches(string chosen, params string[] addresses) =>
        Assert.That(PageAddresses.ForPhone([.. addresses.Select(address => new Uri(address))]).AbsoluteUri, Is.EqualTo(chosen));

    private static IEnumerable<string> Of(WebOptions options, string listening) =>
        PageAddresses.Of(options, IPEndPoint.Parse(listening), certificate: null).Select(address => address.AbsoluteUri);
}
