using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using ChatRoom.Protocol;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;
using ChatRoom.Server.Tls;
using ChatRoom.Sockets;

namespace ChatRoom.Server.Connections.Transports;

/// <summary>
/// A peer's bytes over TLS 1.2 or 1.3. Output goes into a bounded buffer, which a task encrypts and writes. So neither
/// the loop nor another connection waits for the encryption or for the peer.
/// </summary>
internal sealed class TlsTransport : Transport
{
    private const int HandshakeRecord = 0x16;

    private readonly ServerCertificate _certificate;
    private readonly ServerOptions _options;
    private readonly ServerEvents _events;
    private readonly SslStream _stream;
    private readonly TlsInput _input;
    private readonly TlsOutput _output;
    private readonly CancellationTokenSource _interruption = new();
    private Task _closing = Task.CompletedTask;

    private TlsTransport(Socket socket, IPAddress remoteAddress, ServerCertificate certificate, ServerOptions options, ServerEvents events)
        : base(socket, remoteAddress)
    {
        (_certificate, _options, _events) = (certificate, options, events);
        _stream = new SslStream(new NetworkStream(socket, ownsSocket: false));
        _input = new TlsInput(_stream);
        _output = new TlsOutput(_stream, socket.Dispose);
    }

    public override Task Stopped => Task.WhenAll(_input.Stopped, _output.Written, _closing);

    public override CancellationToken Interrupted => _interruption.Token;

    /// <summary>Takes over a socket that was accepted; null: its peer is gone already.</summary>
    public static TlsTransport? TryOpen(Socket socket, ServerCertificate certificate, ServerOptions options, ServerEvents events)
    {
        try
        {
            return new TlsTransport(socket, Prepare(socket), certificate, options, events);
        }
        catch (Exception gone) when (gone is SocketException or IOException)
        {
            socket.Dispose();
            return null;
        }
    }

    public override void Interrupt() => _ = _interruption.CancelAsync();

    /// <summary>Runs the TLS handshake; a peer that does not speak TLS is sent an explanation in plain text.</summary>
    public override async ValueTask<bool> OpenAsync(CancellationToken cancel)
    {
        try
        {
            if (!await BeginsTlsAsync(cancel))
            {
                await RefuseAsync(cancel);
                return false;
            }

            var options = new SslServerAuthenticationOptions
            {
                ServerCertificateContext = _certificate.Current(),
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                AllowRenegotiation = false,
            };

            // Not on the loop: a handshake takes a millisecond of computing.
            await Task.Run(() => _stream.AuthenticateAsServerAsync(options, cancel), cancel);
            return true;
        }
        catch (Exception end) when (TlsInput.IsExpectedEnd(end))
        {
            _events.NoTls(RemoteAddress, (end.InnerException ?? end).Message);
            return false;
        }
    }

    public override async ValueTask<bool> WaitReadableAsync(CancellationToken cancel)
    {
        await _input.WaitAsync(cancel);
        return true;
    }

    public override TransportResult TryReceive(Span<byte> buffer, out int received) =>
        Result(_input.TryReceive(buffer, out received), received);

    public override TransportResult TrySend(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, out int sent) =>
        Result(_output.TrySend(first.Span, second.Span, out sent), sent);

    public override ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) => _output.SendAsync(bytes, cancel);

    public override void Dispose()
    {
        // In this order: no read and no write waits any more.
        Socket.Dispose();
        _stream.Dispose();
    }

    /// <summary>A close_notify after everything shows the peer that it has received all.</summary>
    protected override async Task<bool> EndOutputAsync(CancellationToken cancel)
    {
        await _output.Written.WaitAsync(cancel);
        if (_output.IsLost)
        {
            return false;
        }

        _closing = CloseNotifyAsync();
        await _closing.WaitAsync(cancel);
        return TryShutdown();
    }

    private async Task CloseNotifyAsync()
    {
        try
        {
            await _stream.ShutdownAsync();
        }
        catch (Exception end)
        {
            // The peer is gone, as the next receive shows, or it broke the rules of TLS before. In that case each system's
            // TLS library throws an exception of its own, which is not public.
            _events.NoCloseNotify(RemoteAddress, end.Message);
        }
    }

    /// <summary>A peer that speaks TLS sends a handshake record, and sends it at once.</summary>
    private async Task<bool> BeginsTlsAsync(CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(_options.TlsTimeout, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        var first = new byte[1];
        try
        {
            return await Socket.ReceiveAsync(first, SocketFlags.Peek, either.Token) == 1 && first[0] == HandshakeRecord;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // If this process was suspended, the time may be over although the peer has begun long ago.
            return Socket.Available > 0 && Socket.Receive(first, SocketFlags.Peek) == 1 && first[0] == HandshakeRecord;
        }
    }

    /// <summary>Sends the explanation, and discards the peer's input: if a socket is closed with unread input, the peer may lose the answer.</summary>
    private async Task RefuseAsync(CancellationToken cancel)
    {
        _events.NoTls(RemoteAddress, "it did not begin with TLS");
        using var timeout = new CancellationTokenSource(_options.FlushTimeout, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        try
        {
            await Socket.SendAsync(Greeting.TlsOnly.ToArray(), either.Token);
            Socket.Shutdown(SocketShutdown.Send);
            var discarded = new byte[512];
            while (await Socket.ReceiveAsync(discarded, either.Token) > 0)
            {
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The peer had enough time to read.
        }
    }
}
