using System.Net;
using System.Net.Sockets;
using ChatRoom.Protocol;
using ChatRoom.Server.Connections.Sending;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.Logs;
using ChatRoom.Tests.Support;
using NUnit.Framework;

namespace ChatRoom.Tests.Server;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class LineOutboundTests(bool portable)
{
    [Test]
    public async Task An_answer_of_many_lines_that_the_network_takes_in_pieces_comes_whole()
    {
        var pump = new Pump(portable, bug => Assert.Fail(bug.ToString()));
        var (serverSide, clientSide) = await ConnectedAsync();
        using var peer = new TestPeer(clientSide);
        using var transport = SocketTransport.TryOpen(serverSide, pump.Loop)!;
        var mailbox = new Mailbox(Dialect.Typed);
        var feed = new Feed(mailbox);
        var outbound = new LineOutbound(transport, feed, pump.Wake, RunningServer.Options);
        var answer = string.Concat(Enumerable.Range(0, 50_000).Select(number => $"line {number}\n"));

        Assert.That(mailbox.TryAddRaw(default, System.Text.Encoding.ASCII.GetBytes(answer)));
        feed.End();
        pump.Add(outbound);
        await peer.HearsBytes(answer);

        await outbound.Finished.WaitAsync(Patience.Limit);
        await pump.StopAsync();
    }

    private static async Task<(Socket Server, Socket Client)> ConnectedAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndPoint!);
        var server = await listener.AcceptAsync();
        server.SendBufferSize = 16 << 10;
        return (server, client);
    }
}
