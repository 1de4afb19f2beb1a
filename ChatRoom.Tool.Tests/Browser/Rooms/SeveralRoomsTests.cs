using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace ChatRoom.Tests.Browser.Rooms;

internal sealed class SeveralRoomsTests
{
    [Test]
    public async Task Several_rooms_are_followed_over_one_connection_with_counts_of_unread_lines_and_mentions()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var bob = await server.JoinAsync("bob");
        await using var alice = await ChatPage.OpenAsync(server.Web!);
        var sockets = 0;
        alice.Tab.WebSocket += (_, _) => sockets++;
        await alice.GivesName("alice");
        await alice.IsConnected();
        await bob.Hears("alice joined!");

        await alice.Tab.Locator("#room-name").FillAsync("kitchen");
        await alice.Tab.Locator("#room-name").PressAsync("Enter");
        await Expect(alice.Tab.Locator("#room-title")).ToHaveTextAsync("kitchen");
        await bob.HearsLike("^alice (went to kitchen|left)");
        await bob.Says("one");
        await bob.Says("alice: two");

        var lobby = alice.Tab.Locator("#rooms [data-room=lobby]");
        await Expect(lobby.Locator(".unread")).ToHaveTextAsync("2");
        await Expect(lobby.Locator(".mentions")).ToHaveTextAsync("1");
        await alice.Says("in the kitchen");
        await alice.Shows("in the kitchen");
        await lobby.ClickAsync();
        await alice.Shows("one", "alice: two");
        await Expect(lobby.Locator(".unread")).ToHaveTextAsync("");
        await alice.Says("back");
        await bob.HearsUpTo("^alice: back$");
        Assert.That(sockets, Is.EqualTo(1));
    }

    [Test]
    public async Task The_people_in_the_room_are_listed_with_bots_and_the_time_since_when_they_are_there()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var bob = await server.JoinAsync("bob");
        using var bot = await Support.Peers.TestPeer.EnterAsync(server.EndPoint.Port, "join lobby ci bot", "^welcome ");
        await using var alice = await ChatPage.JoinAsync(server.Web!, "alice");
        var people = alice.Tab.Locator("#people");

        await Expect(people.Locator("li")).ToHaveCountAsync(3);
        await Expect(people.Locator("li[data-name=ci]")).ToContainTextAsync("bot");
        await Expect(people.Locator("li[data-name=bob] time")).ToContainTextAsync("since");
        using var carl = await server.JoinAsync("carl");
        await Expect(people.Locator("li[data-name=carl]")).ToBeVisibleAsync();
        await bob.Says("/nick bert");
        await Expect(people.Locator("li[data-name=bert]")).ToBeVisibleAsync();
        await Expect(people.Locator("li[data-name=bob]")).ToHaveCountAsync(0);
        carl.Dispose();
        await Expect(people.Locator("li[data-name=carl]")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task The_topic_is_shown_when_it_is_set_and_to_everybody_who_comes_later()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        await using var alice = await ChatPage.JoinAsync(server.Web!, "alice");

        await alice.Says("/topic Release on Friday");
        await Expect(alice.Tab.Locator("#topic")).ToHaveTextAsync("Release on Friday");

        await using var bob = await ChatPage.JoinAsync(server.Web!, "bob");
        await Expect(bob.Tab.Locator("#topic")).ToHaveTextAsync("Release on Friday");
    }
}
