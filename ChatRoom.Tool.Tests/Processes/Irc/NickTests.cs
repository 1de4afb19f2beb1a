using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Programs.Irc;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Irc;

/// <summary>Real IRC clients whose name is taken.</summary>
[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
internal sealed class NickTests
{
    [Test]
    public async Task A_client_whose_name_is_taken_takes_its_next_one()
    {
        using var folder = new ScratchDirectory();
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var alice = await server.JoinAsync("alice");

        // WeeChat is alive, so irssi does not take its name over.
        await using var wee = WeeChat.Start(folder, server.Irc!, "alice,bob", "#lobby");
        await alice.Hears("bob joined!");
        await using var irssi = await Irssi.StartAsync(folder, server.Irc!, "bob,carol", ["#lobby"]);
        await alice.Hears("carol joined!");
        await using var ii = Ii.Start(folder, server.Irc!, "Alice");

        await wee.Server.HasLine("\"alice\" is already in use, trying nickname \"bob\"");
        await ii.Server.HasLine("The name Alice is taken");
        await alice.Says("fence");
        await alice.Hears("alice: fence");
    }

    [Test]
    public async Task A_new_name_of_WeeChat_is_one_change_for_irssi_which_shares_two_rooms()
    {
        using var folder = new ScratchDirectory();
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        await using var wee = WeeChat.Start(folder, server.Irc!, "wee", "#lobby,#attic");
        await using var irssi = await Irssi.StartAsync(folder, server.Irc!, "irssi", ["#lobby", "#attic"]);
        await wee.IsIn("#lobby", "#attic");
        await irssi.IsIn("#lobby", "#attic");

        await wee.Enters("#lobby", "/nick chat");
        await wee.Enters("#lobby", "below");
        await wee.Enters("#attic", "above");

        await irssi.Channel("#lobby").Hears("chat: below");
        await irssi.Channel("#attic").Hears("chat: above");
        foreach (var channel in (string[])["#lobby", "#attic"])
        {
            Assert.That(irssi.Channel(channel).Count("wee is now known as chat"), Is.EqualTo(1), channel);
        }
    }
}
