using System.Runtime.Versioning;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Programs.Irc;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Irc;

/// <summary>Operators at WeeChat and irssi, with the commands of these clients.</summary>
[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
internal sealed class ModerationTests
{
    [Test]
    public async Task WeeChat_kicks_members_of_each_kind_and_those_at_IRC_stay_connected()
    {
        using var folder = new ScratchDirectory();
        await using var server = StartServer();
        await using var wee = WeeChat.Start(folder, server.Irc!, "wee", "#lobby");
        await using var irssi = await Irssi.StartAsync(folder, server.Irc!, "irssi", ["#lobby", "#attic"]);
        await using var ii = Ii.Start(folder, server.Irc!, "two");
        await wee.IsIn("#lobby");
        await irssi.IsIn("#lobby", "#attic");
        await ii.Joins("#lobby");
        using var bob = await server.JoinAsync("bob");
        using var watcher = await server.WatchAsync();

        await wee.Enters("#lobby", "/kick bob too early");
        await wee.Server.HasLine("operator");
        await wee.Enters("#lobby", "/oper wee sesame");
        await irssi.Channel("#lobby").HasLine(@"Mode/#lobby \[\+o wee\]");
        await wee.Enters("#lobby", "/kick bob enough");
        await wee.Enters("#lobby", "/kick irssi and you");

        await watcher.HearsUpTo("^leave .* bob Kicked by wee: enough$");
        await watcher.HearsLike("^leave .* irssi Kicked by wee: and you$");
        await ii.Channel("#lobby").HasLine("wee kicked bob .*enough");
        await irssi.Channel("#lobby").HasLine("bob was kicked from #lobby by wee .*enough");
        await irssi.Channel("#lobby").HasLine("(irssi was|You were) kicked from #lobby by wee .*and you");
        await irssi.Enters("/msg #attic still here");
        await irssi.Enters("/join #lobby");
        await watcher.HearsLike("^join .* irssi$");
    }

    [Test]
    public async Task Ban_and_kickban_of_WeeChat_ban_the_member_that_they_name()
    {
        using var folder = new ScratchDirectory();
        await using var server = StartServer();
        await using var wee = WeeChat.Start(folder, server.Irc!, "wee", "#lobby");
        await wee.IsIn("#lobby");
        using var watcher = await server.WatchAsync();
        using var bob = await server.JoinAsync("bob");
        using var eve = await IrcPeer.JoinAsync(server, "eve", "#lobby");
        using var dora = await server.JoinAsync("dora");
        await watcher.HearsUpTo("^join .* dora$");

        // WeeChat knows whom it bans by what it was told of them.
        await wee.Channel("#lobby").HasLine("dora .*has joined");
        await wee.Enters("#lobby", "/oper wee sesame");
        await wee.Channel("#lobby").HasLine(@"\+o wee");
        await wee.Enters("#lobby", "/ban bob");
        await watcher.HearsLike("^leave .* bob Banned by wee");
        await wee.Enters("#lobby", "/kickban eve go");
        await watcher.HearsLike("^leave .* eve (Banned|Kicked) by wee");

        await IsBanned(server, "bob");
        await IsBanned(server, "eve");
        await dora.Says("still here");
        await watcher.HearsLike("^message .* dora still here$");
        await wee.Enters("#lobby", "/unban bob");
        await wee.Channel("#lobby").HasLine(@"\[-b ");
        using var again = await server.JoinAsync("bob");
    }

    [Test]
    public async Task Ban_and_kickban_of_irssi_ban_the_member_that_they_name()
    {
        using var folder = new ScratchDirectory();
        await using var server = StartServer();
        await using var irssi = await Irssi.StartAsync(folder, server.Irc!, "irssi", ["#lobby"]);
        await irssi.IsIn("#lobby");
        using var watcher = await server.WatchAsync();
        using var bob = await server.JoinAsync("bob");
        using var eve = await IrcPeer.JoinAsync(server, "eve", "#lobby");
        using var dora = await server.JoinAsync("dora");
        await watcher.HearsUpTo("^join .* dora$");

        await irssi.Channel("#lobby").HasLine("dora .*has joined");
        await irssi.Enters("/oper irssi sesame");
        await irssi.Channel("#lobby").HasLine(@"Mode/#lobby \[\+o irssi\]");
        await irssi.Enters("/ban #lobby bob");
        await watcher.HearsLike("^leave .* bob Banned by irssi");
        await irssi.Enters("/kickban #lobby eve go");
        await watcher.HearsLike("^leave .* eve (Banned|Kicked) by irssi");

        await IsBanned(server, "bob");
        await IsBanned(server, "eve");
        await dora.Says("still here");
        await watcher.HearsLike("^message .* dora still here$");
    }

    private static RunningServer StartServer() => RunningServer.Start(RunningServer.WithIrc with { OperatorPassword = new Password("sesame"u8) });

    private static async Task IsBanned(RunningServer server, string name)
    {
        using var peer = await server.ConnectAsync();
        await peer.HearsBytes("NAME");
        await peer.Says(name);
        await peer.HearsLike("^! .*bann");
    }
}
