using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Servers;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace ChatRoom.Tests.Browser.Rooms;

internal sealed class JoiningTests
{
    [Test]
    public async Task A_person_gives_a_name_and_talks_with_a_client()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var bob = await server.JoinAsync("bob");
        await using var alice = await ChatPage.JoinAsync(server.Web!, "alice");
        await bob.Hears("alice joined!");

        await alice.Says("hello");
        await bob.Hears("alice: hello");
        await bob.Says("hi");

        await alice.Shows("hello", "hi");
        await alice.ShowsNames("alice", "bob");
    }

    [Test]
    public async Task A_name_is_asked_for_once_and_remembered()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var bob = await server.JoinAsync("bob");
        await using var window = await Chromium.NewContextAsync();
        await using (var first = await ChatPage.OpenAsync(window, server.Web!))
        {
            await first.GivesName("alice");
            await bob.Hears("alice joined!");

            // The page remembers the name when it is in the room, which others may see before.
            await first.IsConnected();
        }

        await bob.Hears("alice left!");
        await using var second = await ChatPage.OpenAsync(window, server.Web!);

        await bob.Hears("alice joined!");
        await second.IsConnected();
    }

    [Test]
    public async Task A_name_that_is_taken_or_not_allowed_is_refused_with_the_reason()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var bob = await server.JoinAsync("bob");
        await using var page = await ChatPage.OpenAsync(server.Web!);
        var reason = page.Tab.Locator("#name-error");

        await page.GivesName("not a name");
        await Expect(reason).ToContainTextAsync("not allowed");
        await page.GivesName("Bob");
        await Expect(reason).ToContainTextAsync("taken");
        await page.GivesName("alice");

        await page.IsConnected();
        await bob.Hears("alice joined!");
    }

    [Test]
    public async Task A_password_is_asked_for_only_by_a_server_that_needs_one()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb with { Password = new Password("open sesame"u8), PasswordDelay = TimeSpan.Zero });
        await using var page = await ChatPage.OpenAsync(server.Web!);
        var password = page.Tab.Locator("#password");
        await Expect(password).ToBeHiddenAsync();

        await page.GivesName("alice");
        await Expect(password).ToBeVisibleAsync();
        await password.FillAsync("sesame");
        await password.PressAsync("Enter");
        await Expect(page.Tab.Locator("#name-error")).ToContainTextAsync("password");
        await password.FillAsync("open sesame");
        await password.PressAsync("Enter");

        await page.IsConnected();
        await page.Says("hello");
        await page.Shows("hello");
    }

    [Test]
    public async Task The_address_names_the_room()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        await using var alice = await ChatPage.JoinAsync(new Uri(server.Web!, "kitchen"), "alice");
        await using var bob = await ChatPage.JoinAsync(new Uri(server.Web!, "#kitchen"), "bob");

        await alice.Says("here");

        await bob.Shows("here");
        await Expect(bob.Tab.Locator("#room-title")).ToHaveTextAsync("kitchen");
    }

    [Test]
    public async Task The_address_of_the_room_is_shown_as_text_and_as_a_code_to_scan()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        await using var alice = await ChatPage.JoinAsync(new Uri(server.Web!, "kitchen"), "alice");

        await alice.Tab.Locator("#share").ClickAsync();

        var dialog = alice.Tab.Locator("#share-dialog");
        await Expect(dialog.Locator("input")).ToHaveValueAsync(new Uri(server.Web!, "kitchen").AbsoluteUri);
        await Expect(dialog.Locator("img")).ToBeVisibleAsync();
        Assert.That(await dialog.Locator("img").EvaluateAsync<int>("async image => { await image.decode(); return image.naturalWidth; }"), Is.GreaterThan(0));
    }

    [Test]
    public async Task Without_JavaScript_the_page_says_what_works_instead()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        await using var page = await ChatPage.OpenAsync(server.Web!, new BrowserNewContextOptions { JavaScriptEnabled = false });

        await Expect(page.Tab.Locator("noscript h1")).ToContainTextAsync("needs JavaScript; curl and nc do not");
    }
}
