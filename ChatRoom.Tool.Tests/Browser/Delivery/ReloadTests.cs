using System.Net;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace ChatRoom.Tests.Browser.Delivery;

internal sealed class ReloadTests
{
    [TestCase(false, TestName = "A_page_that_is_loaded_again_in_the_middle_of_sending_says_each_line_once")]
    [TestCase(true, TestName = "A_page_that_crashes_in_the_middle_of_sending_says_each_line_once")]
    public async Task A_page_says_each_line_once(bool crashes)
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var bob = await server.JoinAsync("bob");
        await using var alice = await ChatPage.JoinAsync(server.Web!, "alice");
        await bob.Hears("alice joined!");
        var lines = Enumerable.Range(1, 40).Select(number => $"line {number}").ToArray();

        foreach (var (number, line) in lines.Index())
        {
            await alice.Says(line);
            if (number % 8 == 5)
            {
                if (crashes)
                {
                    // A page that crashes has no time to save anything.
                    await alice.Tab.EvaluateAsync("() => { addEventListener('pagehide', (event) => event.stopImmediatePropagation(), true); }");
                }

                await alice.Tab.ReloadAsync();
                await Expect(alice.Box).ToBeVisibleAsync();
            }
        }

        await alice.Shows(lines);
        Assert.That(await ChatPage.HeardFrom(bob, "alice", lines[^1]), Is.EqualTo(lines));
    }

    [Test]
    public async Task Lines_that_were_said_while_the_connection_carried_nothing_wait_and_are_said_after_a_reload()
    {
        var port = FreePort.Find();
        await using var proxy = new ReverseProxy(port);
        await using var server = RunningServer.Start(
            RunningServer.Options with { Web = new WebOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, port), Url = proxy.Address } });
        using var bob = await server.JoinAsync("bob");
        await using var alice = await ChatPage.JoinAsync(proxy.Address, "alice");
        await bob.Hears("alice joined!");

        proxy.Freeze();
        await alice.Says("one");
        await alice.Says("two");
        var pending = alice.Tab.Locator("#log li[data-state=pending]");
        await Expect(pending.Locator(".text")).ToHaveTextAsync(["one", "two"]);
        await Expect(pending.First).ToHaveAttributeAsync("aria-busy", "true");
        await alice.Tab.ReloadAsync();

        await alice.Shows("one", "two");
        await Expect(pending).ToHaveCountAsync(0);
        Assert.That(await ChatPage.HeardFrom(bob, "alice", "two"), Is.EqualTo((string[])["one", "two"]));
    }

    [Test]
    public async Task A_draft_outlives_a_reload_and_each_room_has_its_own()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        await using var alice = await ChatPage.JoinAsync(server.Web!, "alice");

        await alice.Box.FillAsync("for the lobby");
        await alice.Tab.Locator("#room-name").FillAsync("kitchen");
        await alice.Tab.Locator("#room-name").PressAsync("Enter");
        await Expect(alice.Box).ToHaveValueAsync("");
        await alice.Box.FillAsync("for the kitchen");
        await alice.Tab.ReloadAsync();

        await Expect(alice.Box).ToHaveValueAsync("for the kitchen");
        await alice.Tab.Locator("#rooms [data-room=lobby]").ClickAsync();
        await Expect(alice.Box).ToHaveValueAsync("for the lobby");
    }

    [Test]
    public async Task A_line_that_is_refused_is_back_in_the_box_with_the_reason()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb with { OperatorPassword = new Password("sesame open"u8) });
        using var bob = await server.JoinAsync("bob");
        await bob.Says("/op sesame open");
        await bob.HearsUpTo("operator");
        await using var alice = await ChatPage.JoinAsync(server.Web!, "alice");
        await alice.Says("before");
        await bob.HearsUpTo("^alice: before$");
        await bob.Says("/mute alice");
        await bob.HearsUpTo("mute");

        await alice.Says("after");

        await Expect(alice.Tab.Locator("#refusal")).ToContainTextAsync("mute");
        await Expect(alice.Box).ToHaveValueAsync("after");
        await alice.Shows("before");
    }
}
