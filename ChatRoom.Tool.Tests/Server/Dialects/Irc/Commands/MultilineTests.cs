using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Dialects.Irc.Commands;

/// <summary>Texts of several lines that a client sends as one batch (IRCv3 draft/multiline).</summary>
internal sealed class MultilineTests
{
    private const string Caps = "batch draft/multiline";

    [Test]
    public async Task The_lines_of_a_batch_are_said_together_with_nothing_between_them()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await server.JoinAsync("bob");
        using var alice = await IrcPeer.JoinAsync(server, "alice", "#lobby", Caps);
        await bob.Hears("alice joined!");
        await alice.Says(
            "BATCH +1-a draft/multiline #lobby",
            "@batch=1-a PRIVMSG #lobby hello",
            "@batch=1-a PRIVMSG #lobby :",
            "@batch=1-a privmsg #LOBBY :how is ",
            "@batch=1-a;draft/multiline-concat PRIVMSG #lobby :everyone?");
        Assert.That(await alice.ReadsAll(), Is.Empty);
        await bob.SaysAndHears("not between");
        await alice.Says("BATCH -1-a", "PRIVMSG #lobby :alone");
        await bob.Hears("alice: hello", "alice: how is everyone?", "alice: alone");
        await alice.Hears(":bob!bob@chatroom PRIVMSG #lobby :not between");
    }

    [Test]
    public async Task A_batch_of_notices_is_from_a_bot()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var watcher = await server.WatchAsync();
        using var alice = await IrcPeer.JoinAsync(server, "alice", "#lobby", Caps);
        await alice.Says("BATCH +1 draft/multiline #lobby", "@batch=1 NOTICE #lobby one", "@batch=1 NOTICE #lobby two", "BATCH -1");
        await watcher.HearsUpTo("^join ");
        await watcher.HearsLike("^bot 2 .* alice one$");
        await watcher.HearsLike("^bot 3 .* alice two$");
    }

    [Test]
    public async Task A_joined_line_that_is_longer_than_one_text_becomes_several_and_nothing_is_lost()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var watcher = await server.WatchAsync();
        using var alice = await IrcPeer.JoinAsync(server, "alice", "#lobby", Caps);
        await watcher.HearsUpTo("^join ");
        var part = string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦", 100));
        await alice.Says("BATCH +1 draft/multiline #lobby", $"@batch=1 PRIVMSG #lobby :{part}", $"@batch=1;draft/multiline-concat PRIVMSG #lobby :{part}", $"@batch=1;draft/multiline-concat PRIVMSG #lobby :{part}", "BATCH -1");
        var texts = new[] { await watcher.HearsLike("^message 2 "), await watcher.HearsLike("^message 3 ") }.Select(line => line.Split(' ', 6)[5]).ToArray();
        Assert.That(string.Concat(texts), Is.EqualTo(part + part + part));
    }

    [Test]
    public async Task A_batch_to_a_person_arrives_line_by_line()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await IrcPeer.JoinAsync(server, "bob", "#attic");
        using var alice = await IrcPeer.RegisterAsync(server, "alice", Caps);
        await alice.Says("BATCH +1 draft/multiline bob", "@batch=1 PRIVMSG bob one", "@batch=1 PRIVMSG bob two", "BATCH -1");
        await bob.Hears(":alice!alice@chatroom PRIVMSG bob :one", ":alice!alice@chatroom PRIVMSG bob :two");
        await bob.Says("AWAY :lunch");
        await bob.ReadsAll();
        await alice.Says("BATCH +3 draft/multiline bob", "@batch=3 PRIVMSG bob one", "@batch=3 PRIVMSG bob two", "BATCH -3");
        Assert.That(await alice.ReadsAll(), Is.EqualTo([":irc.chatroom 301 alice bob :lunch"]));
        await alice.Says("BATCH +2 draft/multiline carol", "@batch=2 PRIVMSG carol one", "@batch=2 PRIVMSG carol two", "BATCH -2");
        Assert.That(await alice.ReadsAll(), Has.Count.EqualTo(1).And.One.StartsWith(":irc.chatroom 401 alice carol :"));
    }

    [Test]
    public async Task A_wrong_batch_is_refused_as_a_whole_and_the_client_goes_on()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await server.JoinAsync("bob");
        using var alice = await IrcPeer.JoinAsync(server, "alice", "#lobby", Caps);
        await bob.Hears("alice joined!");

        await IsRefused(alice, "MULTILINE_INVALID_TARGET #lobby #attic", "@batch=1 PRIVMSG #lobby hi", "@batch=1 PRIVMSG #attic hi");
        await IsRefused(alice, "MULTILINE_INVALID", "@batch=1 PRIVMSG #lobby hi", "@batch=1 NOTICE #lobby hi");
        await IsRefused(alice, "MULTILINE_INVALID", "@batch=1 PRIVMSG #lobby hi", "@batch=1;draft/multiline-concat PRIVMSG #lobby :");
        await IsRefused(alice, "MULTILINE_INVALID", "@batch=1;draft/multiline-concat PRIVMSG #lobby :hi");
        await IsRefused(alice, "MULTILINE_INVALID", "@batch=1 PRIVMSG #lobby :", "@batch=1 PRIVMSG #lobby :\u0002");
        await IsRefused(alice, "MULTILINE_INVALID", "@batch=1 PRIVMSG #lobby :\u0001ACTION waves\u0001");
        await IsRefused(alice, "MULTILINE_INVALID", "@batch=2 PRIVMSG #lobby :hi");
        await IsRefused(alice, "MULTILINE_INVALID", "PRIVMSG #lobby :hi");
        await IsRefused(alice, "MULTILINE_MAX_LINES 1000", [.. Enumerable.Repeat("@batch=1 PRIVMSG #lobby hi", 1001)]);
        await IsRefused(alice, "MULTILINE_MAX_BYTES 65536", [.. Enumerable.Repeat($"@batch=1 PRIVMSG #lobby {new string('x', 4000)}", 17)]);
        await IsRefused(alice, "MULTILINE_INVALID");

        await alice.Says("PRIVMSG #lobby :still here");
        await bob.Hears("alice: still here");
    }

    [Test]
    public async Task A_batch_that_cannot_begin_is_refused_and_its_lines_are_ignored()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var alice = await IrcPeer.JoinAsync(server, "alice", "#lobby", Caps);
        await alice.Says("BATCH +1 netsplit #lobby", "@batch=1 PRIVMSG #lobby hi", "BATCH -1");
        Assert.That(await alice.ReadsAll(), Has.Count.EqualTo(1).And.One.StartsWith(":irc.chatroom FAIL BATCH UNKNOWN_TYPE 1 netsplit :"));
        await alice.Says("BATCH +a/b draft/multiline #lobby");
        Assert.That(await alice.ReadsAll(), Has.Count.EqualTo(1).And.One.StartsWith(":irc.chatroom FAIL BATCH INVALID_REFTAG a/b :"));
        await alice.Says("BATCH +3 draft/multiline");
        Assert.That(await alice.ReadsAll(), Has.Count.EqualTo(1).And.One.StartsWith(":irc.chatroom FAIL BATCH MULTILINE_INVALID :"));
        await alice.Says("BATCH +5 draft/multiline #lobby", "BATCH +6 draft/multiline #lobby", "@batch=6 PRIVMSG #lobby hi", "BATCH -6");
        Assert.That(await alice.ReadsAll(), Has.Count.EqualTo(1).And.One.StartsWith(":irc.chatroom FAIL BATCH MULTILINE_INVALID :"));
        await alice.Says("BATCH -4");
        Assert.That(await alice.ReadsAll(), Has.Count.EqualTo(1).And.One.StartsWith(":irc.chatroom FAIL BATCH MULTILINE_INVALID :"));
        await alice.Says("BATCH");
        Assert.That(await alice.ReadsAll(), Has.Count.EqualTo(1).And.One.StartsWith(":irc.chatroom FAIL BATCH INVALID_REFTAG * :"));
    }

    [Test]
    public async Task A_batch_to_a_room_that_one_is_not_in_is_refused()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var alice = await IrcPeer.JoinAsync(server, "alice", "#lobby", Caps);
        await alice.Says("BATCH +1 draft/multiline #attic", "@batch=1 PRIVMSG #attic hi", "BATCH -1");
        Assert.That(await alice.ReadsAll(), Has.Count.EqualTo(1).And.One.StartsWith(":irc.chatroom 404 alice #attic :"));
    }

    [Test]
    public async Task Without_the_capabilities_there_are_no_batches()
    {
        await using var server = RunningServer.Start(RunningServer.WithIrc);
        using var bob = await server.JoinAsync("bob");
        using var alice = await IrcPeer.JoinAsync(server, "alice", "#lobby", "draft/multiline");
        await bob.Hears("alice joined!");
        await alice.Says("BATCH +1 draft/multiline #lobby", "@batch=1 PRIVMSG #lobby :hi");
        Assert.That(await alice.ReadsAll(), Has.Count.EqualTo(1).And.One.StartsWith(":irc.chatroom 421 alice BATCH :"));
        await bob.Hears("alice: hi");
    }

    /// <summary>A batch with these lines is refused once, with this code.</summary>
    private static async Task IsRefused(IrcPeer alice, string code, params string[] lines)
    {
        await alice.Says(["BATCH +1 draft/multiline #lobby", .. lines, "BATCH -1"]);
        Assert.That(await alice.ReadsAll(), Has.Count.EqualTo(1).And.One.StartsWith($":irc.chatroom FAIL BATCH {code} :"), string.Join('\n', lines.Take(3)));
    }
}
