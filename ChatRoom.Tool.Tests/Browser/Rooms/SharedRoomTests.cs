using System.Text.RegularExpressions;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Browser.Rooms;

/// <summary>One room for five kinds of clients.</summary>
internal sealed class SharedRoomTests
{
    private const int Rounds = 5;

    private static readonly string[] Names = ["client", "netcat", "tutorial", "page", "curl"];

    [Test]
    public async Task The_client_nc_a_tutorial_client_the_page_and_curl_hear_each_other_once_in_one_order_under_the_right_names()
    {
        Requires.Program("nc");
        Requires.Program("curl");
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var watcher = await server.WatchAsync();
        await using var client = ToolProcess.StartClient(server.EndPoint.Port, "client");
        await watcher.HearsLike("^join .* client$");
        await using var nc = ToolProcess.StartOther("nc", "127.0.0.1", $"{server.EndPoint.Port}");
        await nc.Reads("netcat");
        await watcher.HearsLike("^join .* netcat$");
        await using var tutorial = await TutorialClient.ConnectAsync(server.EndPoint, "tutorial");
        await watcher.HearsLike("^join .* tutorial$");
        await using var page = await ChatPage.JoinAsync(server.Web!, "page");
        await watcher.HearsLike("^join .* page$");
        await using var curl = ToolProcess.StartOther("curl", "--silent", "--no-buffer", $"{server.Web}lobby?format=text&since=all");

        // All speak at the same time. Their lines come in one order, whichever it is. The tutorial's client does not end its lines, so each is heard
        // before the next one is said.
        var order = new List<string>();
        for (var round = 1; round <= Rounds; round++)
        {
            string Line(string name) => $"{round} from {name}";
            await Task.WhenAll(
                client.Reads(Line("client")), nc.Reads(Line("netcat")), tutorial.Types(Line("tutorial")), page.Says(Line("page")), PostAsync(server.Web!, Line("curl")));
            var said = new List<string>();
            while (said.Count < Names.Length)
            {
                said.Add(await watcher.HearsLike("^message "));
            }

            order.AddRange(said.Select(line => line.Split(' ', 6)).Select(words => $"{words[4]}: {words[5]}"));
            Assert.That(order.TakeLast(Names.Length), Is.EquivalentTo(Names.Select(name => $"{name}: {Line(name)}")));
        }

        Assert.That(await HeardAsync(client.NextLine), Is.EqualTo(order), "the client");
        Assert.That(await HeardAsync(nc.NextLine), Is.EqualTo(order), "nc");
        Assert.That(await HeardAsync(tutorial.NextPrinted, areJoined: true), Is.EqualTo(order), "the tutorial's client");
        Assert.That(await HeardAsync(curl.NextLine), Is.EqualTo(order), "curl");
        await page.Shows([.. order.Select(line => line.Split(": ", 2)[1])]);
        await page.ShowsNames([.. order.Select(line => line.Split(": ", 2)[0])]);
    }

    private static async Task PostAsync(Uri web, string line)
    {
        await using var curl = ToolProcess.StartOther("curl", "--silent", "--show-error", "--fail", "--user", "curl:", "--data", line, $"{web}lobby");
        Assert.That(await curl.Exits(), Is.Zero, await curl.Errors);
    }

    /// <summary>The texts that people said, among the lines that a program prints.</summary>
    /// <param name="areJoined">
    /// A line may be several: on a busy machine the tutorial's client receives several writes at once, and nothing separates them.
    /// </param>
    private static async Task<List<string>> HeardAsync(Func<Task<string>> next, bool areJoined = false)
    {
        var heard = new List<string>();
        while (heard.Count < Rounds * Names.Length)
        {
            var line = await next();
            if (line.Contains(" from "))
            {
                heard.AddRange(areJoined ? Regex.Matches(line, $@"({string.Join('|', Names)}): \d+ from \1").Select(said => said.Value) : [line]);
            }
        }

        return heard;
    }
}
