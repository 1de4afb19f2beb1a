using System.Net;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Programs.Irc;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Irc;

/// <summary>WeeChat and irssi that trust a server by the fingerprint that it printed.</summary>
[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
internal sealed class TlsTests
{
    [Test]
    public async Task WeeChat_and_irssi_trust_the_printed_fingerprint_and_no_other()
    {
        using var folder = new ScratchDirectory();
        await using var server = ToolProcess.StartWith([("XDG_STATE_HOME", folder["state"])], "server", "--port", "0", "--tls", "--irc", "0");
        var port = int.Parse(await server.PrintsLike(@":(\d+); join it with:$"));
        await server.NextLine();
        var irc = new IPEndPoint(IPAddress.Loopback, int.Parse(await server.PrintsLike(@"/connect 127\.0\.0\.1 (\d+)$")));
        var forWeeChat = await server.PrintsLike("^  its certificate in WeeChat: (.*)$");
        var forIrssi = await server.PrintsLike("^  its certificate in irssi: (.*)$");
        using var bob = await TestPeer.JoinAsync(port, "bob", isEncrypted: true);

        await using var wee = WeeChat.Start(folder, irc, "wee", "#lobby", forWeeChat);
        await bob.Hears("wee joined!");
        await using var irssi = await Irssi.StartAsync(folder, irc, "irssi", ["#lobby"], forIrssi);
        await bob.Hears("irssi joined!");
        await using var eve = WeeChat.Start(folder, irc, "eve", "#lobby", new string('0', forWeeChat.Length));
        await eve.Server.HasLine("fingerprint.*NOT|NOT.*fingerprint");
        await using var mallory = await Irssi.StartAsync(folder, irc, "mallory", ["#lobby"], Regex.Replace(forIrssi, "[^:]", "0"));
        await mallory.ShowsLike("Pinned certificate mismatch");

        await wee.Enters("#lobby", "hello");
        await bob.Hears("wee: hello");
        await irssi.Channel("#lobby").Hears("wee: hello");
    }
}
