using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using ChatRoom.Files;
using ChatRoom.Server.Connections.Loops;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;
using ChatRoom.Server.Tls;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Connections.Transports;

/// <summary>An encrypted connection, on the loop that watches its socket and on the portable one.</summary>
[Platform("Linux", Reason = "each system has its own exception for a failed close_notify")]
[TestFixture(false)]
[TestFixture(true)]
internal sealed class TlsTransportTests(bool portable) : IAsyncDisposable
{
    private readonly OperatorLog _log = new();
    private readonly List<Exception> _bugs = [];
    private readonly EventLoop _loop = EventLoop.Start(() => { }, portable);

    public async ValueTask DisposeAsync()
    {
        await _loop.StopAsync();
        _loop.Dispose();
    }

    [Test]
    public async Task A_peer_that_breaks_the_TLS_protocol_is_closed_without_a_close_notify_and_is_no_bug()
    {
        using var peer = new TcpClient();
        var (transport, cipher) = await OpenAsync(peer, stream => stream);
        using var closing = transport;
        await using var alsoClosing = cipher;

        // A record of 32 bytes that are not encrypted.
        await peer.GetStream().WriteAsync((byte[])[0x17, 3, 3, 0, 32, .. new byte[32]]);
        Assert.That((await ReceiveAsync(transport, 1)).Result, Is.EqualTo(TransportResult.Lost));

        await transport.LingerAsync(CancellationToken.None).WaitAsync(TestTimeout.Limit);
        await transport.CloseAsync(_bugs.Add);
        await _log.SaysLike("^a connection could not be ended by the rules of TLS: ");
        Assert.That(_bugs, Is.Empty);
    }

    [Test]
    public async Task Records_that_arrive_byte_by_byte_are_received_whole_and_then_the_end()
    {
        using var peer = new TcpClient { NoDelay = true };
        var (transport, cipher) = await OpenAsync(peer, stream => new StreamInPieces(stream));
        using var closing = transport;
        await using var alsoClosing = cipher;
        var text = new byte[300];
        new Random(1).NextBytes(text);
        var sending = SendAsync();

        var (bytes, result) = await ReceiveAsync(transport, 2 * text.Length);
        Assert.That(result, Is.EqualTo(TransportResult.Moved));
        Assert.That(bytes, Is.EqualTo((byte[])[.. text, .. text]));
        Assert.That((await ReceiveAsync(transport, 1)).Result, Is.EqualTo(TransportResult.EndOfInput));
        await sending;
        await transport.CloseAsync(_bugs.Add);
        Assert.That(_bugs, Is.Empty);

        async Task SendAsync()
        {
            await cipher.WriteAsync(text);
            await cipher.WriteAsync(text);
            await cipher.ShutdownAsync();
        }
    }

    [Test]
    public async Task What_was_decrypted_before_the_end_is_received_and_then_the_connection_is_lost()
    {
        using var peer = new TcpClient { NoDelay = true };
        var (transport, cipher) = await OpenAsync(peer, stream => stream);
        await using var alsoClosing = cipher;
        await cipher.WriteAsync((byte[])[1, 2, 3]);
        Assert.That((await ReceiveAsync(transport, 1)).Bytes, Is.EqualTo((byte[])[1]));

        transport.Dispose();
        var rest = new byte[2];
        Assert.That(transport.TryReceive(rest, out var received), Is.EqualTo(TransportResult.Moved));
        Assert.That(rest[..received], Is.EqualTo((byte[])[2, 3]));
        Assert.That(transport.TryReceive(rest, out _), Is.EqualTo(TransportResult.Lost));
        await transport.CloseAsync(_bugs.Add);
        Assert.That(_bugs, Is.Empty);
    }

    [Test]
    public async Task A_peer_that_reads_late_is_sent_everything_in_order()
    {
        using var peer = new TcpClient();
        var (transport, cipher) = await OpenAsync(peer, stream => stream);
        using var closing = transport;
        await using var alsoClosing = cipher;
        var text = new byte[100_000];
        new Random(1).NextBytes(text);

        // The kernel accepts some of it, and then no more.
        var total = 0;
        TransportResult result;
        do
        {
            result = transport.TrySend(text.AsMemory(total % text.Length), text, out var sent);
            total += sent;
        }
        while (result == TransportResult.Moved);

        Assert.That(result, Is.EqualTo(TransportResult.WouldBlock));
        var rest = text.AsMemory(total % text.Length);
        var sending = transport.SendAsync(rest, CancellationToken.None).AsTask();
        var received = new byte[total + rest.Length];
        await cipher.ReadExactlyAsync(received).AsTask().WaitAsync(TestTimeout.Limit);

        Assert.That(await sending.WaitAsync(TestTimeout.Limit));
        for (var start = 0; start < received.Length; start += text.Length)
        {
            Assert.That(received.AsSpan(start, text.Length).SequenceEqual(text), $"after {start} bytes");
        }
    }

    [Test]
    public async Task A_send_to_a_closed_connection_is_a_lost_peer_and_no_bug()
    {
        using var peer = new TcpClient();
        var (transport, cipher) = await OpenAsync(peer, stream => stream);
        await using var closing = cipher;
        await transport.CloseAsync(_bugs.Add);

        Assert.That(transport.TrySend(new byte[1], default, out _), Is.EqualTo(TransportResult.Lost));
        Assert.That(_bugs, Is.Empty);
    }

    /// <summary>Receives this many bytes, or to the end.</summary>
    private static async Task<(byte[] Bytes, TransportResult Result)> ReceiveAsync(TlsTransport transport, int count)
    {
        var bytes = new byte[count];
        var length = 0;
        TransportResult result;
        do
        {
            await transport.WaitReadableAsync(CancellationToken.None).AsTask().WaitAsync(TestTimeout.Limit);
            result = transport.TryReceive(bytes.AsSpan(length), out var received);
            length += received;
        }
        while (length < count && result is TransportResult.Moved or TransportResult.WouldBlock);

        return (bytes, result);
    }

    /// <summary>Connects, and does the handshake.</summary>
    private async Task<(TlsTransport Transport, SslStream Cipher)> OpenAsync(TcpClient peer, Func<Stream, Stream> way)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await peer.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        var options = RunningServer.Options;
        Assert.That(ServerCertificate.TryOpen(new TlsOptions(), folder: null, options.Time, _ => { }, out var certificate, out var whyNot), whyNot);
        var events = new ServerEvents(_log, new EventOptions { Level = EventLevel.Debug }) { Unwritten = () => 0 };
        var transport = TlsTransport.TryOpen(await listener.AcceptSocketAsync(), _loop, certificate!, options, events)!;
        var cipher = new SslStream(way(peer.GetStream()), leaveInnerStreamOpen: false, (_, shown, _, _) => shown is not null);
        var opening = transport.OpenAsync(CancellationToken.None).AsTask();
        await cipher.AuthenticateAsClientAsync("server").WaitAsync(TestTimeout.Limit);
        Assert.That(await opening.WaitAsync(TestTimeout.Limit));
        return (transport, cipher);
    }

    /// <summary>Sends each byte by itself.</summary>
    private sealed class StreamInPieces(Stream stream) : UnseekableStream
    {
        public override int Read(byte[] buffer, int offset, int count) => stream.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            stream.ReadAsync(buffer, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            for (var i = 0; i < buffer.Length; i++)
            {
                await stream.WriteAsync(buffer.Slice(i, 1), cancellationToken);
            }
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        protected override void Dispose(bool disposing)
        {
            stream.Dispose();
            base.Dispose(disposing);
        }
    }
}
