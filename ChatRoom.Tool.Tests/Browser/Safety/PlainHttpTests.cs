using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace ChatRoom.Tests.Browser.Safety;

/// <summary>The page over plain http at a host that is not this machine's, as in a home network. Browsers keep some of their functions from it.</summary>
internal sealed class PlainHttpTests
{
    [Test]
    public async Task The_page_works_without_the_functions_that_need_a_secure_context_and_says_what_is_missing()
    {
        await using var server = RunningServer.Start(RunningServer.Options with
        {
            Web = RunningServer.WithWeb.Web! with { Url = new Uri($"http://{Chromium.InsecureHost}/") },
        });
        using var bob = await server.JoinAsync("bob");
        await using var alice = await ChatPage.JoinAsync(new UriBuilder(server.Web!) { Host = Chromium.InsecureHost }.Uri, "alice");
        Assert.That(await alice.Tab.EvaluateAsync<bool>("() => isSecureContext || 'clipboard' in navigator || 'locks' in navigator || 'randomUUID' in crypto"), Is.False);
        await bob.Hears("alice joined!");

        await alice.Says("hello");
        await bob.Hears("alice: hello");
        await bob.Says("alice: hi");
        await alice.Shows("hello", "alice: hi");
        await alice.Tab.ReloadAsync();
        await alice.Says("again");
        await alice.Shows("hello", "alice: hi", "again");

        await Expect(alice.Tab.Locator("#notify")).ToContainTextAsync("https");
        await alice.Tab.Locator("#share").ClickAsync();
        await alice.Tab.Locator("#copy").ClickAsync();
        await Expect(alice.Tab.Locator("#copy")).ToHaveTextAsync("Copied");

        // The browser reports that it ignores this header here.
        Assert.That(alice.TakeTroubles(), Is.All.Contains("Cross-Origin-Opener-Policy"));
    }
}
