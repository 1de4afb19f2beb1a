using System.Net;
using System.Runtime.Versioning;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Cluster;
using ChatRoom.Tests.Support.Peers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Cluster;

/// <summary>IRC clients of several servers are in the same rooms.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class IrcClientTests
{
    [Test]
    public async Task IRC_clients_of_two_servers_talk_rename_themselves_and_leave()
    {
        await using var cluster = await StartAsync();
        using var nc = await cluster[0].JoinAsync("nc");
        using var alice = await IrcPeer.JoinAsync(cluster[0], "alice", "#lobby,#attic");
        using var bob = await IrcPeer.JoinAsync(cluster[1], "bob", "#lobby,#attic", "echo-message");
        await nc.HearsUpTo("^bob joined!");

        await bob.Says("PRIVMSG #lobby :hello", "PRIVMSG alice :psst");
        Assert.That(await bob.Reads(), Is.EqualTo(":bob!bob@chatroom PRIVMSG #lobby :hello"));
        await HearsAsync(alice, ":bob!bob@chatroom PRIVMSG #lobby :hello");
        await HearsAsync(alice, ":bob!bob@chatroom PRIVMSG alice :psst");
        await nc.HearsUpTo("^bob: hello$");

        await bob.Says("NICK alice");
        await HearsAsync(bob, ":irc.chatroom 433 bob alice :");
        await bob.Says("NICK robert");
        await HearsAsync(bob, ":bob!bob@chatroom NICK robert");
        await HearsAsync(alice, ":bob!bob@chatroom NICK robert");
        await nc.HearsUpTo("^bob is now robert!$");

        await bob.Says("QUIT");
        await HearsAsync(alice, ":robert!robert@chatroom PART #lobby");
        await nc.HearsUpTo("^robert left!$");
    }

    [Test]
    public async Task An_operator_at_another_server_kicks_an_IRC_client_which_stays_connected()
    {
        await using var cluster = await StartAsync();
        using var op = await IrcPeer.JoinAsync(cluster[0], "op", "#lobby");
        using var wee = await IrcPeer.JoinAsync(cluster[1], "wee", "#lobby");
        await HearsAsync(op, ":wee!wee@chatroom JOIN #lobby");
        await op.Says("OPER op sesame", "KICK #lobby wee :out");

        await HearsAsync(wee, ":op!op@chatroom KICK #lobby wee :out");
        await HearsAsync(op, ":op!op@chatroom KICK #lobby wee :out");
        await wee.Says("JOIN #lobby");
        await HearsAsync(op, ":wee!wee@chatroom JOIN #lobby");
    }

    private static Task<RunningCluster> StartAsync() => RunningCluster.StartAsync(2, adapt: options => options with
    {
        Irc = new IPEndPoint(IPAddress.Loopback, 0),
        OperatorPassword = new Password("sesame"u8),
    });

    /// <summary>A line that begins like this comes, perhaps after others.</summary>
    private static async Task HearsAsync(IrcPeer peer, string beginning)
    {
        while (!(await peer.Reads()).StartsWith(beginning, StringComparison.Ordinal))
        {
        }
    }
}
