using System.Net;
using System.Runtime.Versioning;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Moderation;

/// <summary>Mutes on a running server.</summary>
[TestFixture(false)]
[TestFixture(true)]
[Platform("Linux", Reason = "only there the whole of 127.0.0.0/8 is this machine's own")]
internal sealed class MuteServerTests(bool portable) : OperatedServer(portable)
{
    [Test]
    public async Task A_muted_member_reads_but_may_not_speak_under_any_name_in_any_room_until_the_mute_ends()
    {
        await using var server = Start();
        using var alice = await OperatorAsync(server);
        using var bob = await server.JoinAsync("bob");
        await alice.Hears("bob joined!");
        await alice.Says("/mute bob 10m");
        await alice.Hears("# bob is muted until 2026-01-02 03:14 UTC.");
        const string Muted = "You are muted until 2026-01-02 03:14 UTC; what you say is not shown to others.";
        await bob.Hears($"# {Muted}");
        foreach (var said in (string[])["hi", "/me waves", "/msg alice psst", "/nick robert", "/topic mine"])
        {
            await bob.Says(said);
            await bob.Hears($"! {Muted}");
        }

        await alice.Says("hello");
        await alice.Hears("alice: hello");
        await bob.Hears("alice: hello");
        await bob.Says("/join attic");
        await bob.Hears("# You are in attic now.", "bob joined!");
        await bob.Says("hi");
        await bob.Hears($"! {Muted}");
        Time.Advance(TimeSpan.FromMinutes(10));
        await bob.Says("hi");
        await bob.Hears("bob: hi");
    }

    [Test]
    public async Task A_member_that_is_muted_without_a_duration_speaks_after_unmute()
    {
        await using var server = Start();
        using var alice = await OperatorAsync(server);
        using var ci = await server.JoinTypedAsync("ci");
        await alice.Says("/mute ci");
        await ci.HearsLike(@"^notice \d+ You are muted; what you say is not shown to others\.$");
        await ci.Says("say 1 lobby hi");
        await ci.Hears("error muted 1 You are muted; what you say is not shown to others.", "ack 1 0");
        await alice.Says("/unmute ci");
        await ci.HearsLike("^notice .* You may speak again.$");
        await ci.Says("say 2 lobby hi");
        await ci.HearsLike("^message .* ci hi$");
    }

    [Test]
    public async Task A_session_that_comes_back_stays_muted_and_is_no_longer_an_operator()
    {
        await using var server = Start();
        using var alice = await OperatorAsync(server);
        const string Join = "join lobby ci session=0123456789abcdef";
        using var first = await TestPeer.EnterAsync(server.EndPoint.Port, Join, "^session 0$");
        await first.HearsLike("^welcome ");
        await first.HearsLike("^join ");
        await first.Says("command 1 lobby /op sesame open");
        await first.HearsLike("^notice .* operator now");
        await first.Hears("ack 1 0");
        await alice.Says("/mute ci");
        await first.HearsLike("^notice .* muted");

        using var second = await TestPeer.EnterAsync(server.EndPoint.Port, Join, "^session 1$");
        await second.HearsLike("^welcome ");
        await second.Says("say 2 lobby hi");
        await second.HearsLike("^error muted 2 ");
        await second.Hears("ack 2 0");
        await second.Says("command 3 lobby /bans");
        await second.HearsLike("^error not-operator 3 ");
    }

    [Test]
    public async Task A_mute_by_name_applies_to_a_member_that_comes_back()
    {
        await using var server = Start();
        using var alice = await server.JoinAsync("alice", from: IPAddress.Loopback);
        await Become(alice);
        var bob = await server.JoinAsync("bob", from: Elsewhere);
        await alice.Hears("bob joined!");
        await alice.Says("/mute bob");
        await alice.Hears("# bob is muted.");
        bob.Dispose();
        await alice.Hears("bob left!");

        const string Muted = "! You are muted; what you say is not shown to others.";
        using var back = await server.JoinAsync("bob", from: Elsewhere);
        await back.Says("again");
        await back.Hears(Muted);
        using var job = await server.JoinAsync("job", from: Elsewhere);
        await job.Says("this machine's jobs go on");
        await job.Hears("job: this machine's jobs go on");
        await job.Says("/nick tmp");
        await job.Hears("job is now tmp!");
        await alice.Hears("bob joined!", "job joined!", "job: this machine's jobs go on", "job is now tmp!");
    }

    [Test]
    public async Task A_person_who_is_not_in_the_room_can_be_unmuted()
    {
        await using var server = Start();
        using var alice = await OperatorAsync(server);
        var bob = await server.JoinAsync("bob");
        await alice.Hears("bob joined!");
        await alice.Says("/mute bob 1h");
        await alice.HearsLike("^# bob is muted until ");
        bob.Dispose();
        await alice.Hears("bob left!");
        await alice.Says("/unmute BOB");
        await alice.Hears("# BOB may speak again.");
        await alice.Says("/unmute bob");
        await alice.Hears("! Nobody named bob is here; /who lists the members.");
        using var back = await server.JoinAsync("bob");
        await back.Says("thanks");
        await back.Hears("bob: thanks");
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task A_file_of_mutes_mutes_those_who_are_there_until_no_line_covers_them()
    {
        using var folder = new ScratchDirectory();
        var server = Start(new LogOptions { Folder = folder["log"] });
        await using (server)
        {
            using var bob = await server.JoinAsync("bob", from: Elsewhere);
            folder.Write("log/mutes", "* 127.0.0.2/32 2026-01-01T00:00:00Z * root\n");
            await ReloadAsync(server);
            await bob.Hears("# You are muted; what you say is not shown to others.");
            await bob.Says("hi");
            await bob.Hears("! You are muted; what you say is not shown to others.");

            folder.Write("log/mutes", "bob * 2026-01-01T00:00:00Z 2026-02-01T00:00:00Z root\n");
            await ReloadAsync(server);
            await bob.Hears("# You are muted until 2026-02-01 00:00 UTC; what you say is not shown to others.");

            folder.Write("log/mutes", "");
            await ReloadAsync(server);
            await bob.Hears("# You may speak again.");
            await bob.Says("hi");
            await bob.Hears("bob: hi");
        }

        Assert.That(server.Log.ToString(), Does.Contain("reloaded the mutes: 1 in force, 1 of them new; the file is "));
    }

    [Test]
    public async Task A_member_that_takes_a_muted_name_is_muted()
    {
        await using var server = Start();
        using var alice = await OperatorAsync(server);
        var bob = await server.JoinAsync("bob");
        await alice.Hears("bob joined!");
        await alice.Says("/mute bob");
        await alice.Hears("# bob is muted.");
        bob.Dispose();
        await alice.Hears("bob left!");
        using var other = await server.JoinAsync("rob");
        await other.Says("/nick bob");
        await other.Hears("rob is now bob!");
        await other.Says("hi");
        await other.Hears("! You are muted; what you say is not shown to others.");
    }

    /// <summary>On a thread of its own, as with a signal.</summary>
    private static Task ReloadAsync(RunningServer server) => Task.Run(server.Reload).WaitAsync(TestTimeout.Limit);
}
