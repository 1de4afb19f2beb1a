using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Dialects.Irc.Queries;

/// <summary>LIST.</summary>
internal sealed class ListTests
{
    private const string Start = ":irc.chatroom 321 alice Channel :Users  Name";
    private const string Attic = ":irc.chatroom 322 alice #attic 2 :quiet: please";
    private const string Lobby = ":irc.chatroom 322 alice #lobby 1 :";
    private const string End = ":irc.chatroom 323 alice :End of the list";

    [TestCase("LIST", Attic, Lobby)]
    [TestCase("LIST ", Attic, Lobby)]
    [TestCase("LIST #lobby", Lobby)]
    [TestCase("LIST #LOBBY,#nowhere", Lobby)]
    [TestCase("LIST #lobby,#attic", Lobby, Attic)]
    [TestCase("LIST #nowhere")]
    [TestCase("LIST #")]
    [TestCase("LIST >0", Attic, Lobby)]
    [TestCase("LIST >1", Attic)]
    [TestCase("LIST <2", Lobby)]
    [TestCase("LIST >0,<2", Lobby)]
    [TestCase("LIST <1")]
    [TestCase("LIST >1,#lobby,#attic", Attic)]
    [TestCase("LIST *")]
    [TestCase("LIST >x")]
    public async Task Rooms_are_listed_with_their_members_and_topics(string question, params string[] rooms)
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await server.JoinAsync("bob");
        using var carol = await IrcPeer.JoinAsync(server, "carol", "#attic");
        await carol.Says("TOPIC #attic :quiet: please");
        await carol.ReadsAll();
        using var alice = await IrcPeer.JoinAsync(server, "alice", "#attic");

        await alice.Asks(question, [Start, .. rooms, End]);
    }

    [Test]
    public async Task A_server_without_members_lists_no_room()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var alice = await IrcPeer.RegisterAsync(server, "alice");

        await alice.Asks("LIST", Start, End);
        await alice.Asks("LIST #lobby", Start, End);
    }

    [Test]
    public async Task A_long_list_is_cut_with_a_word()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc with { MaxRooms = 200 });
        using var bob = await IrcPeer.RegisterAsync(server, "bob");
        using var carol = await IrcPeer.RegisterAsync(server, "carol");
        await bob.Says([.. Enumerable.Range(0, 60).Select(number => $"JOIN #b{number}")]);
        await carol.Says([.. Enumerable.Range(0, 60).Select(number => $"JOIN #c{number}")]);
        await bob.ReadsAll();
        await carol.ReadsAll();

        await carol.Says("LIST");
        var lines = await carol.ReadsAll();

        Assert.That(lines, Has.Count.EqualTo(103));
        Assert.That(lines[101], Is.EqualTo(":irc.chatroom 416 carol LIST :Only the 100 rooms with the most members are listed, of 120."));
        await carol.Asks("LIST #b0,#c59", ":irc.chatroom 321 carol Channel :Users  Name", ":irc.chatroom 322 carol #b0 1 :", ":irc.chatroom 322 carol #c59 1 :", ":irc.chatroom 323 carol :End of the list");
    }
}
