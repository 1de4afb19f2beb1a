using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Client;

/// <summary>Errors of connecting: the client ends at once with the exit code and the reason.</summary>
internal sealed class NotConnectingTests
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(10);

    [TestCase("127.0.0.1")]
    [TestCase("::1")]
    [TestCase("10.0.0.1")]
    public async Task A_client_without_a_network_ends_with_3_at_once(string host)
    {
        await Requires.OwnNetworkAsync();
        await using var send = ToolProcess.StartOther("unshare", "--map-root-user", "--net", ToolProcess.ToolPath, "send", "--host", host, "hi");

        await send.PrintsToTheEnd(AtOnce);
        Assert.That(await send.Errors, Does.Match(@"^chatroom: cannot connect to \S+:5500: (there is no route to that network|this machine has no address or port left to connect from)\n$"));
        Assert.That(await send.Exits(), Is.EqualTo(3));
    }

    [TestCase("no..name")]
    [TestCase("name.invalid")]
    public async Task An_unknown_host_name_ends_a_client_with_3(string host)
    {
        await using var send = ToolProcess.Start("send", "--host", host, "hi");
        await send.FailsWith(3, $"cannot connect to {host}:5500: no machine of that name is known; check the name");
    }

    [Test]
    public async Task A_server_that_did_not_receive_our_TLS_handshake_in_time_is_not_taken_for_one_without_TLS()
    {
        using var server = new ScriptedServer();
        await using var send = ToolProcess.Start(
            "send", "--tls", "--accept-new", "--no-reconnect", "--port", $"{server.EndPoint.Port}", "hi");
        using (var peer = await server.AcceptAsync())
        {
            await peer.HearsAtLeast(1, "the beginning of the handshake");
            await peer.Says("! This server speaks TLS; join it with --tls.");
            peer.ClosesItsSide();
            await send.FailsWith(5, $"the server at {server.EndPoint} did not receive our TLS handshake in time; try again");
        }
    }
}
