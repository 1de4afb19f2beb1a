using System.Net;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace ChatRoom.Tests.Browser.Safety;

internal sealed class PathPrefixTests
{
    [Test]
    public async Task The_page_works_under_a_path_of_a_proxy_that_strips_it()
    {
        var port = FreePort.Find();
        await using var proxy = new ReverseProxy(port, "/chat/");
        await using var server = RunningServer.Start(
            RunningServer.Options with { Web = new WebOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, port), Url = proxy.Address } });
        using var bob = await server.JoinAsync("bob");
        for (var line = 1; line <= 150; line++)
        {
            await bob.SaysAndHears($"line {line}");
        }

        await using var alice = await ChatPage.JoinAsync(proxy.Address, "alice");
        await bob.Hears("alice joined!");
        await alice.Says("hello");
        await bob.Hears("alice: hello");
        await alice.Tab.Locator("#scroller").EvaluateAsync("scroller => { scroller.scrollTop = 0; }");
        await alice.Shows([.. Enumerable.Range(1, 150).Select(line => $"line {line}"), "hello"]);
        await alice.Tab.Locator("#share").ClickAsync();
        await Expect(alice.Tab.Locator("#share-dialog input")).ToHaveValueAsync(new Uri(proxy.Address, "lobby").AbsoluteUri);
        await Expect(alice.Tab.Locator("#share-dialog img")).ToBeVisibleAsync();

        await alice.Tab.GotoAsync(new Uri(proxy.Address, "kitchen").AbsoluteUri);
        await Expect(alice.Tab.Locator("#room-title")).ToHaveTextAsync("kitchen");
        Assert.That(proxy.Strays, Is.Zero, "requests outside the prefix");
    }
}
