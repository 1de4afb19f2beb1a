using ChatRoom.Tests.Support.Servers;
using Microsoft.Playwright;
using NUnit.Framework;

namespace ChatRoom.Tests.Browser.Rooms;

internal sealed class TabTests
{
    [Test]
    public async Task A_duplicated_tab_takes_a_session_of_its_own_and_neither_is_sent_away()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var bob = await server.JoinAsync("bob");
        await using var original = await ChatPage.JoinAsync(server.Web!, "alice");
        await bob.Hears("alice joined!");
        await original.Says("one");
        await bob.Hears("alice: one");
        await original.Shows("one");

        // The browser copies the session storage to a tab that a page opens, as it does for a duplicated one.
        await using var copy = await original.DuplicateAsync();
        await copy.IsConnected();
        await bob.HearsLike("^alice\\S+ joined!$");

        await copy.Says("two");
        await bob.HearsLike("^alice\\S+: two$");
        await original.Says("three");
        await bob.Hears("alice: three");
        await original.Shows("one", "two", "three");
        await copy.Shows("one", "two", "three");
        await original.IsConnected();
    }

    [Test]
    public async Task Two_tabs_of_one_browser_that_are_opened_anew_are_two_people()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        await using var window = await Chromium.NewContextAsync(new BrowserNewContextOptions());
        await using var first = await ChatPage.OpenAsync(window, server.Web!);
        await first.GivesName("alice");
        await first.IsConnected();
        await using var second = await ChatPage.OpenAsync(window, server.Web!);
        await second.GivesName("anne");
        await second.IsConnected();

        await first.Says("one");
        await second.Shows("one");
        await second.Says("two");

        await first.Shows("one", "two");
        await first.ShowsNames("alice", "anne");
    }
}
