using System.Runtime.Versioning;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Cluster;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Cluster;

/// <summary>An act of an operator at one server counts at every server.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class SharedModerationTests
{
    [Test]
    public async Task A_member_at_another_server_is_kicked()
    {
        await using var cluster = await StartAsync();
        using var alice = await OperatorAsync(cluster[0]);
        using var bob = await cluster[1].JoinTypedAsync("bob");
        await alice.HearsUpTo("^bob joined!");

        await alice.Says("/kick bob too loud");
        await bob.HearsUpTo("^bye kicked .*too loud");
        await bob.IsCutOff();
        await alice.HearsUpTo("^bob left! .*too loud");
        using var again = await cluster[1].JoinTypedAsync("bob");
    }

    [Test]
    public async Task A_member_at_another_server_is_banned_there_and_everywhere_until_it_is_unbanned_anywhere()
    {
        await using var cluster = await StartAsync();
        using var alice = await OperatorAsync(cluster[0]);
        using var bob = await cluster[1].JoinTypedAsync("bob");
        await alice.HearsUpTo("^bob joined!");

        await alice.Says("/ban bob rude");
        await bob.HearsUpTo("^bye banned ");
        await bob.IsCutOff();
        await alice.HearsUpTo("^bob left!");
        using var refused = await TestPeer.EnterAsync(cluster[2].EndPoint.Port, "join lobby bob", "^(error name-banned 0|bye banned) ");

        using var carol = await OperatorAsync(cluster[2], "carol");
        await carol.Says("/unban bob");
        await carol.HearsUpTo("bob");
        using var again = await cluster[1].JoinTypedAsync("bob");
    }

    [Test]
    public async Task A_member_at_another_server_is_muted_and_may_speak_again_when_any_operator_says_so()
    {
        await using var cluster = await StartAsync();
        using var alice = await OperatorAsync(cluster[0]);
        using var bob = await cluster[1].JoinTypedAsync("bob");
        await alice.HearsUpTo("^bob joined!");

        await alice.Says("/mute bob");
        await bob.HearsUpTo("^notice ");
        await bob.Says("say 1 lobby hello?");
        await bob.HearsUpTo("^error muted 1 ");

        using var carol = await OperatorAsync(cluster[2], "carol");
        await carol.Says("/unmute bob");
        await bob.HearsUpTo("^notice [0-9]+ You may speak again");
        await bob.Says("say 2 lobby hello!");
        await carol.HearsUpTo("^bob: hello!");
    }

    [Test]
    public async Task A_topic_that_is_locked_at_one_server_is_locked_at_all()
    {
        await using var cluster = await StartAsync();
        using var alice = await OperatorAsync(cluster[0]);
        using var bob = await cluster[1].JoinTypedAsync("bob");
        await alice.Says("/lock");
        await alice.HearsUpTo("the topic (now|again)");

        // The lock is applied at bob's server before the message is.
        await alice.Says("locked");
        await bob.HearsUpTo(" alice locked$");
        await bob.Says("command 1 lobby /topic mine");
        await bob.HearsUpTo("^error topic-locked 1 ");
        await alice.Says("/unlock");
        await alice.HearsUpTo("the topic (now|again)");
        await alice.Says("unlocked");
        await bob.HearsUpTo(" alice unlocked$");
        await bob.Says("command 2 lobby /topic mine");
        await alice.HearsUpTo("bob.*mine");
    }

    [Test]
    public async Task A_server_that_joins_later_knows_the_bans_mutes_and_locks()
    {
        await using var cluster = await StartAsync(1);
        using var alice = await OperatorAsync(cluster[0]);
        await alice.Says("/ban mallory");
        await alice.HearsUpTo("mallory");
        await alice.Says("/lock");
        await alice.HearsUpTo("the topic (now|again)");

        var late = await cluster.AddsServer();
        using var mallory = await TestPeer.EnterAsync(late.EndPoint.Port, "join lobby mallory", "^(error name-banned 0|bye banned) ");
        using var bob = await late.JoinTypedAsync("bob");
        await bob.Says("command 1 lobby /topic mine");
        await bob.HearsUpTo("^error topic-locked 1 ");
    }

    private static Task<RunningCluster> StartAsync(int servers = 3) =>
        RunningCluster.StartAsync(servers, adapt: options => options with { OperatorPassword = new Password("sesame open"u8) });

    private static async Task<TestPeer> OperatorAsync(RunningServer server, string name = "alice")
    {
        var peer = await server.JoinAsync(name);
        await peer.Says("/op sesame open");
        await peer.HearsUpTo("^# You are an operator now;");
        return peer;
    }
}
