using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Client;

/// <summary>Errors of connecting: each ends with 3, at once, with the reason.</summary>
internal sealed class NotConnectingTests
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(10);

    [TestCase("127.0.0.1")]
    [TestCase("::1")]
    [TestCase("10.0.0.1")]
    public async Task Without_any_network_it_ends_with_3_at_once(string host)
    {
        await Requires.OwnNetworkAsync();
        await using var send = ToolProcess.StartOther("unshare", "--map-root-user", "--net", ToolProcess.ToolPath, "send", "--host", host, "hi");

        await send.PrintsToTheEnd(AtOnce);
        Assert.That(await send.Errors, Does.Match(@"^chatroom: cannot connect to \S+:5500: (there is no way to that network|this machine has no address or port left to connect from)\n$"));
        Assert.That(await send.Exits(), Is.EqualTo(3));
    }

    [TestCase("no..name")]
    [TestCase("name.invalid")]
    public async Task A_name_that_nobody_has_ends_it_with_3(string host)
    {
        await using var send = ToolProcess.Start("send", "--host", host, "hi");
        await send.FailsWith(3, $"cannot connect to {host}:5500: no machine of that name is known");
    }

    [Test]
    public async Task A_server_that_did_not_receive_our_part_of_TLS_in_time_is_no_server_without_TLS()
    {
        using var server = new ScriptedServer();
        await using var send = ToolProcess.Start(
            "send", "--tls", "--accept-new", "--no-reconnect", "--port", $"{server.EndPoint.Port}", "hi");
        using (var peer = await server.AcceptAsync())
        {
            await peer.HearsAtLeast(1, "the beginning of TLS");
            await peer.Says("! This server speaks TLS; join it with --tls.");
            peer.ClosesItsSide();
            await send.FailsWith(5, $"the server at {server.EndPoint} did not receive our part of TLS in time; try again");
        }
    }
}
