using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Programs.Irc;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Irc;

/// <summary>WeeChat, irssi and ii in the rooms of other clients.</summary>
[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
internal sealed class SharedRoomTests
{
    [Test]
    public async Task WeeChat_irssi_and_ii_keep_two_rooms_apart()
    {
        using var folder = new ScratchDirectory();
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        await using var wee = WeeChat.Start(folder, server.Irc!, "wee", "#lobby,#attic");
        await using var irssi = await Irssi.StartAsync(folder, server.Irc!, "irssi", ["#lobby", "#attic"]);
        await using var ii = Ii.Start(folder, server.Irc!, "two");
        await wee.IsIn("#lobby", "#attic");
        await irssi.IsIn("#lobby", "#attic");
        await ii.Joins("#lobby", "#attic");

        // It asks who is there, and what the modes and bans are.
        await irssi.Channel("#lobby").HasLine("was synced in");
        await irssi.Channel("#attic").HasLine("was synced in");
        using var bob = await server.JoinAsync("bob");

        await bob.Says("below");
        await bob.Hears("bob: below");
        await bob.Says("/join attic");
        await bob.HearsUpTo("^bob joined!$");
        await bob.Says("above");
        await bob.HearsUpTo("^bob: above$");

        foreach (var (lobby, attic) in ((IrcLog, IrcLog)[])[
            (wee.Channel("#lobby"), wee.Channel("#attic")), (irssi.Channel("#lobby"), irssi.Channel("#attic")), (ii.Channel("#lobby"), ii.Channel("#attic"))])
        {
            Assert.That(await attic.Hears("bob: above"), Is.EqualTo(new[] { "bob: above" }));
            Assert.That(await lobby.Hears("bob: below"), Is.EqualTo(new[] { "bob: below" }));
            await lobby.HasLine(@"bob.* has left ");
        }

        await wee.Enters("#attic", "/me waves");
        await irssi.Enters("/notice #attic I am a program");
        Assert.That(await bob.HearsUpTo("I am a program"), Is.EqualTo(new[] { "* wee waves", "irssi: I am a program" }));
        await ii.Channel("#attic").HasLine("-!- \"I am a program\"");
    }

    [Test]
    public async Task Persons_write_to_each_other_between_WeeChat_irssi_ii_and_nc()
    {
        using var folder = new ScratchDirectory();
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        await using var wee = WeeChat.Start(folder, server.Irc!, "wee", "#lobby");
        await using var irssi = await Irssi.StartAsync(folder, server.Irc!, "irssi", ["#lobby"]);
        await using var ii = Ii.Start(folder, server.Irc!, "two");
        await wee.IsIn("#lobby");
        await irssi.IsIn("#lobby");
        await ii.Joins("#lobby");
        using var bob = await server.JoinAsync("bob");

        await bob.Says("/msg wee hello wee");
        await wee.Channel("bob").Hears("bob: hello wee");
        await wee.Enters("#lobby", "/msg irssi hello irssi");
        await irssi.Channel("wee").Hears("wee: hello irssi");
        await irssi.Enters("/msg two hello two");
        await ii.Channel("irssi").Hears("irssi: hello two");
        await ii.Enters("", "/j bob hello bob");
        await bob.HearsUpTo("two.*hello bob");
    }
}
