using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;
using ChatRoom.Server.Tls;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Connections.Transports;

/// <summary>The end of an encrypted connection.</summary>
[Platform("Linux", Reason = "each system has its own exception for a failed close_notify")]
internal sealed class TlsTransportTests
{
    private readonly OperatorLog _log = new();
    private readonly List<Exception> _bugs = [];

    [Test]
    public async Task A_peer_that_breaks_the_TLS_protocol_is_closed_without_a_close_notify_and_is_no_bug()
    {
        using var peer = new TcpClient();
        using var transport = await ConnectAsync(peer);
        await using var cipher = new SslStream(peer.GetStream(), leaveInnerStreamOpen: true, (_, shown, _, _) => shown is not null);
        var opening = transport.OpenAsync(CancellationToken.None);
        await cipher.AuthenticateAsClientAsync("server").WaitAsync(TestTimeout.Limit);
        Assert.That(await opening.AsTask().WaitAsync(TestTimeout.Limit));

        // A record of 32 bytes that are not encrypted.
        await peer.GetStream().WriteAsync((byte[])[0x17, 3, 3, 0, 32, .. new byte[32]]);
        await transport.WaitReadableAsync(CancellationToken.None).AsTask().WaitAsync(TestTimeout.Limit);
        Assert.That(transport.TryReceive(new byte[100], out _), Is.EqualTo(TransportResult.Lost));

        await transport.LingerAsync(CancellationToken.None).WaitAsync(TestTimeout.Limit);
        await transport.CloseAsync(_bugs.Add);
        await _log.SaysLike("^a connection could not be ended by the rules of TLS: ");
        Assert.That(_bugs, Is.Empty);
    }

    private async Task<TlsTransport> ConnectAsync(TcpClient peer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await peer.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        var options = RunningServer.Options;
        Assert.That(ServerCertificate.TryOpen(new TlsOptions(), folder: null, options.Time, _ => { }, out var certificate, out var whyNot), whyNot);
        return TlsTransport.TryOpen(
            await listener.AcceptSocketAsync(), certificate!, options, new ServerEvents(_log, new EventOptions { Level = EventLevel.Debug }) { Unwritten = () => 0 })!;
    }
}
