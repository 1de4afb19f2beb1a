using ChatRoom.Tests.Support.Peers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Moderation;

/// <summary>Bans on a running server.</summary>
[TestFixture(false)]
[TestFixture(true)]
[Platform("Linux", Reason = "only there the whole of 127.0.0.0/8 is this machine's own")]
internal sealed class BanTests(bool portable) : OperatedServer(portable)
{
    [Test]
    public async Task A_ban_disconnects_everybody_it_covers_and_keeps_them_out()
    {
        await using var server = Start();
        using var alice = await OperatorAsync(server);
        using var eve = await server.JoinAsync("eve", from: Elsewhere);
        using var friend = await server.JoinAsync("friend", from: Elsewhere);
        await alice.Hears("eve joined!", "friend joined!");
        await alice.Says("/ban eve 2h flooding");

        var farewell = "# You are banned from this server until 2026-01-02 05:04 UTC (flooding).\n";
        Assert.That(await eve.HearsToTheEnd(), Does.EndWith(farewell));
        Assert.That(await friend.HearsToTheEnd(), Does.EndWith(farewell));
        string[] heard = [await alice.NextLine(), await alice.NextLine(), await alice.NextLine()];
        Assert.That(heard, Is.EquivalentTo([
            "eve left! Banned by alice: flooding",
            "friend left! Banned by alice: flooding",
            "# eve and 127.0.0.2 are banned until 2026-01-02 05:04 UTC; 2 sent away.",
        ]));

        using var back = await TestPeer.ConnectAsync(server.EndPoint.Port, from: Elsewhere);
        await back.HearsBytes("NAME");
        await back.Says("somebody");
        Assert.That(await back.HearsToTheEnd(), Is.EqualTo(farewell));
        using var typed = await TestPeer.ConnectAsync(server.EndPoint.Port, from: Elsewhere);
        await typed.HearsBytes("NAME");
        await typed.Sends("ci\0watch lobby all\n");
        await typed.HearsLike("^chatroom/1 ");
        Assert.That(await typed.HearsToTheEnd(), Is.EqualTo($"bye banned {farewell[2..]}"));
        using var name = await server.ConnectAsync();
        await name.HearsBytes("NAME");
        await name.Says("Eve");
        await name.Hears("! The name Eve is banned until 2026-01-02 05:04 UTC (flooding); choose another.");

        Time.Advance(TimeSpan.FromHours(2));
        using var free = await server.JoinAsync("eve", from: Elsewhere);
    }

    [Test]
    public async Task A_lifted_ban_lets_people_in_again()
    {
        await using var server = Start();
        using var alice = await OperatorAsync(server);
        await alice.Says("/ban 127.0.0.2/31");
        await alice.Hears("# 127.0.0.2/31 is banned; 0 sent away.");
        await alice.Says("/bans");
        await alice.Hears("# 127.0.0.2/31  forever  by alice, 2026-01-02 03:04");
        await alice.Says("/unban 127.0.0.3/31");
        await alice.Hears("# 127.0.0.2/31 may come in again.");
        await alice.Says("/bans");
        await alice.Hears("# Nobody is banned.");
        await alice.Says("/unban eve");
        await alice.Hears("! eve is not banned; /bans lists all bans.");
        using var eve = await server.JoinAsync("eve", from: Elsewhere);
    }

    [Test]
    public async Task Operators_cannot_ban_themselves_and_a_member_at_their_address_is_banned_by_name_only()
    {
        await using var server = Start();
        using var alice = await OperatorAsync(server);
        using var bob = await server.JoinAsync("bob");
        await alice.Hears("bob joined!");
        foreach (var own in (string[])["alice", "127.0.0.1", "127.0.0.0/8", "0.0.0.0/0"])
        {
            await alice.Says($"/ban {own}");
            await alice.Hears("! That would keep you out as well, so nobody is banned; give another name or address.");
        }

        await alice.Says("/ban bob");
        string[] heard = [await alice.NextLine(), await alice.NextLine()];
        Assert.That(heard, Is.EquivalentTo(["bob left! Banned by alice", "# bob is banned; 1 sent away. You have the same address, so it is not banned."]));
        await alice.Says("still here");
        await alice.Hears("alice: still here");
        Assert.That(await bob.HearsToTheEnd(), Is.EqualTo("# You are banned from this server.\n"));
    }
}
