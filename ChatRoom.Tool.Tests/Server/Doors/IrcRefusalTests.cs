using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors;

/// <summary>IRC clients that are not let in: the last line is one of IRC.</summary>
internal sealed class IrcRefusalTests
{
    [Test]
    public async Task One_connection_too_many_from_an_address_is_refused_in_a_line_of_IRC()
    {
        await using var server = Start(new ServerLimits { MaxPerAddress = 1, LimitsLoopback = true });
        using var first = await IrcPeer.RegisterAsync(server, "first");
        using var second = await IrcPeer.ConnectAsync(server);

        await second.Hears("ERROR :There are too many connections from your address; close one, or try again later.");
        await second.HearsEnd();
    }

    [Test]
    public async Task An_address_that_connects_too_often_is_refused_in_a_line_of_IRC()
    {
        await using var server = Start(new ServerLimits { ConnectRate = 1, ConnectBurst = 1, LimitsLoopback = true });
        using var first = await IrcPeer.RegisterAsync(server, "first");
        using var second = await IrcPeer.ConnectAsync(server);

        await second.Hears("ERROR :Your address connects too often; try again in a moment.");
    }

    [Test]
    public async Task An_address_that_is_not_allowed_is_refused_in_a_line_of_IRC()
    {
        Assert.That(NetworkList.TryParse("192.0.2.0/24", out var networks, out _));
        await using var server = Start(new ServerLimits { Allowed = networks });
        using var irc = await IrcPeer.ConnectAsync(server);

        await irc.Hears("ERROR :This server takes no connections from your address.");
    }

    private static RunningServer Start(ServerLimits limits) => RunningServer.Start(RunningServer.WithIrc with { Limits = new LimitsInForce(limits) });
}
