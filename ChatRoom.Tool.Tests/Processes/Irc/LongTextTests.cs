using System.Runtime.Versioning;
using System.Text;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Programs.Irc;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Irc;

/// <summary>Texts that are longer than a line of IRC, to and from real clients.</summary>
[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
internal sealed class LongTextTests
{
    // Simple ones, flags, skin tones and families of several joined characters: 4,000 bytes.
    private static readonly string Emoji = Repeated("🙂🇩🇪👍🏽👩‍👩‍👧‍👦", bytes: 4000);

    private static readonly string Words = Repeated("naïve 🙂 words ", bytes: 4000);

    [Test]
    public async Task Four_thousand_bytes_of_emoji_arrive_whole_at_WeeChat_irssi_and_ii()
    {
        using var folder = new ScratchDirectory();
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        await using var wee = WeeChat.Start(folder, server.Irc!, "wee", "#lobby");
        await using var irssi = await Irssi.StartAsync(folder, server.Irc!, "irssi", ["#lobby"]);
        await using var ii = Ii.Start(folder, server.Irc!, "two");
        await wee.IsIn("#lobby");
        await irssi.IsIn("#lobby");
        await ii.Joins("#lobby");
        using var alice = await TestPeer.JoinTypedAsync(server.EndPoint.Port, "alice");
        using var bob = await server.JoinAsync("bob");

        await alice.Says($"say 1 lobby {Emoji}");
        await bob.Says(Words);

        foreach (var log in (IrcLog[])[wee.Channel("#lobby"), irssi.Channel("#lobby"), ii.Channel("#lobby")])
        {
            await log.HearsInParts("alice", Emoji);
            await log.HearsInParts("bob", Words);
        }
    }

    [Test]
    public async Task Four_thousand_bytes_of_emoji_from_WeeChat_are_one_message()
    {
        using var folder = new ScratchDirectory();
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var watcher = await server.WatchAsync();
        await using var wee = WeeChat.Start(folder, server.Irc!, "wee", "#lobby");
        await wee.IsIn("#lobby");
        await watcher.HearsUpTo("^join .* wee$");

        // Version 3 does not read from the server how long a line may be.
        await wee.Enters("#lobby", "/set irc.server.lab.split_msg_max_length 0");
        await wee.Enters("#lobby", Emoji);
        Assert.That((await watcher.HearsLike("^message ")).Split(' ', 6)[5], Is.EqualTo(Emoji));
        await wee.Enters("#lobby", $"/me {Words}");
        Assert.That((await watcher.HearsLike("^action ")).Split(' ', 6)[5], Is.EqualTo(Words));
        await wee.Enters("#lobby", "the end");
        await watcher.HearsLike("^message .* the end$");
    }

    /// <summary>A text over and over, with periods up to the length.</summary>
    private static string Repeated(string text, int bytes)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        return string.Concat(Enumerable.Repeat(text, bytes / length)) + new string('.', bytes % length);
    }
}
