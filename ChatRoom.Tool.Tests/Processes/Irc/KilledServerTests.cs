using System.Net;
using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Programs.Irc;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Irc;

/// <summary>WeeChat and irssi, whose server is killed with SIGKILL and started again.</summary>
[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
internal sealed class KilledServerTests
{
    private readonly int _port = FreePort.Find();
    private readonly int _ircPort = FreePort.Find();

    [Test]
    public async Task WeeChat_and_irssi_come_back_to_a_killed_server_miss_nothing_and_repeat_nothing()
    {
        using var folder = new ScratchDirectory();
        var server = await StartServerAsync(folder);
        try
        {
            var irc = new IPEndPoint(IPAddress.Loopback, _ircPort);
            await using var wee = WeeChat.Start(folder, irc, "wee", "#lobby");
            await using var irssi = await Irssi.StartAsync(folder, irc, "irssi", ["#lobby"]);
            await wee.IsIn("#lobby");
            await irssi.IsIn("#lobby");
            var expected = new List<string>();
            for (var kill = 0; kill <= 2; kill++)
            {
                if (kill > 0)
                {
                    await server.IsSent("KILL");
                    await server.DisposeAsync();
                    server = await StartServerAsync(folder);
                }

                // Some lines are said before they are back, and some after it.
                using var bob = await TestPeer.JoinAsync(_port, "bob");
                await SayAsync(bob, $"{kill} early", expected);
                await wee.Channel("#lobby").HasLines(kill + 1, @"\t--\tChannel .*nick");
                await irssi.Channel("#lobby").HasLines(kill + 1, "Total of [0-9]+ nicks");
                await SayAsync(bob, $"{kill} late", expected);
                foreach (var log in (IrcLog[])[wee.Channel("#lobby"), irssi.Channel("#lobby")])
                {
                    await log.Hears(expected[^1]);
                    Assert.That(log.Said, Is.EqualTo(expected));
                }
            }
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task SayAsync(TestPeer peer, string text, List<string> expected)
    {
        for (var number = 1; number <= 5; number++)
        {
            var line = $"{text} {number}";
            await peer.Says(line);
            await peer.HearsUpTo($"^bob: {line}$");
            expected.Add($"bob: {line}");
        }
    }

    private async Task<ToolProcess> StartServerAsync(ScratchDirectory folder)
    {
        var start = ToolProcess.Start("server", "--port", $"{_port}", "--irc", $"{_ircPort}", "--data", folder["data"]);
        return (await ToolProcess.ListensAsync(start)).Server;
    }
}
