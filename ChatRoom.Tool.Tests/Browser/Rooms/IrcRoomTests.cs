using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Programs.Irc;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Browser.Rooms;

/// <summary>One room for WeeChat, irssi, ii, the page and others.</summary>
[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
internal sealed class IrcRoomTests
{
    private const int Rounds = 3;

    [Test]
    public async Task WeeChat_irssi_and_ii_hear_nc_a_tutorial_client_the_client_the_page_and_each_other_once_in_one_order()
    {
        Requires.Program("nc");
        using var folder = new ScratchDirectory();
        await using var server = RunningServer.Start(RunningServer.WithWeb with { Irc = RunningServer.WithIrc.Irc });
        using var watcher = await server.WatchAsync();
        await using var wee = WeeChat.Start(folder, server.Irc!, "wee", "#lobby");
        await using var irssi = await Irssi.StartAsync(folder, server.Irc!, "irssi", ["#lobby"]);
        await using var ii = Ii.Start(folder, server.Irc!, "two");
        await wee.IsIn("#lobby");
        await irssi.IsIn("#lobby");
        await ii.Joins("#lobby");
        await watcher.HearsUpTo("^join .* two$");
        await using var nc = ToolProcess.StartOther("nc", "127.0.0.1", $"{server.EndPoint.Port}");
        await nc.Reads("netcat");
        await watcher.HearsLike("^join .* netcat$");
        await using var tutorial = await TutorialClient.ConnectAsync(server.EndPoint, "tutorial");
        await watcher.HearsLike("^join .* tutorial$");
        await using var client = ToolProcess.StartClient(server.EndPoint.Port, "client");
        await watcher.HearsLike("^join .* client$");
        await using var page = await ChatPage.JoinAsync(server.Web!, "page");
        await watcher.HearsLike("^join .* page$");

        // All speak at the same time. Their lines come in one order, whichever it is. The tutorial's client does not end its lines, so each is heard
        // before the next one is said.
        var order = new List<string>();
        for (var round = 1; round <= Rounds; round++)
        {
            string Line(string name) => $"{round} from {name} é 🙂";
            await Task.WhenAll(
                wee.Enters("#lobby", Line("wee")), irssi.Enters($"/msg #lobby {Line("irssi")}"), ii.Enters("#lobby", Line("two")),
                nc.Reads(Line("netcat")), client.Reads(Line("client")), page.Says(Line("page")), tutorial.Types($"{round} from tutorial"));
            for (var said = 0; said < 7; said++)
            {
                var words = (await watcher.HearsLike("^message ")).Split(' ', 6);
                order.Add($"{words[4]}: {words[5]}");
            }
        }

        await nc.Reads("the end");
        foreach (var (name, log) in ((string, IrcLog)[])[("wee", wee.Channel("#lobby")), ("irssi", irssi.Channel("#lobby")), ("two", ii.Channel("#lobby"))])
        {
            // A client writes its own lines down before the server has them.
            var own = $"{name}: ";
            var heard = await log.Hears("netcat: the end");
            Assert.That(heard[..^1].Where(line => !line.StartsWith(own)), Is.EqualTo(order.Where(line => !line.StartsWith(own))), name);
            Assert.That(heard.Where(line => line.StartsWith(own)), Is.EqualTo(order.Where(line => line.StartsWith(own))), $"{name} itself");
        }

        await page.Shows([.. order.Select(line => line.Split(": ", 2)[1]), "the end"]);
    }
}
