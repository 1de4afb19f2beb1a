using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using ChatRoom.Protocol;
using ChatRoom.Server.Connections.Loops;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;
using ChatRoom.Server.Tls;
using ChatRoom.Sockets;

namespace ChatRoom.Server.Connections.Transports;

/// <summary>
/// A peer's bytes over TLS 1.2 or 1.3. The encrypted bytes go through a transport without encryption, so the loop watches
/// that socket like any other. The thread that receives decrypts, and the thread that sends encrypts: a thread of its own
/// would cost more than the encryption.
/// </summary>
internal sealed class TlsTransport : Transport
{
    private const int HandshakeRecord = 0x16;

    /// <summary>Bytes that a peer without TLS may send before it is answered.</summary>
    private const int MaxPlain = 8 << 10;

    private readonly SocketTransport _plain;
    private readonly ServerCertificate _certificate;
    private readonly ServerOptions _options;
    private readonly ServerEvents _events;
    private readonly TransportStream _encrypted;
    private readonly SslStream _stream;
    private readonly DecryptedInput _input;
    private readonly TlsOutput _output;
    private Task _closing = Task.CompletedTask;

    private TlsTransport(SocketTransport plain, ServerCertificate certificate, ServerOptions options, ServerEvents events)
        : base(plain.RemoteAddress)
    {
        (_plain, _certificate, _options, _events) = (plain, certificate, options, events);
        _encrypted = new TransportStream(plain);
        _stream = new SslStream(_encrypted);
        _input = new DecryptedInput(_stream, _encrypted);
        _output = new TlsOutput(_stream, _encrypted);
    }

    /// <summary>
    /// The answer to a peer that does not speak TLS, from what it has sent so far; null: more is needed. By default that it must.
    /// </summary>
    public Func<ReadOnlyMemory<byte>, byte[]?> AnswerPlain { private get; set; } = static _ => Greeting.TlsOnly.ToArray();

    public override Task Stopped => Task.WhenAll(_input.Stopped, _encrypted.Written, _closing);

    public override CancellationToken Interrupted => _plain.Interrupted;

    /// <summary>Takes over a socket that was accepted; null: its peer is gone already.</summary>
    public static TlsTransport? TryOpen(Socket socket, EventLoop loop, ServerCertificate certificate, ServerOptions options, ServerEvents events) =>
        SocketTransport.TryOpen(socket, loop) is { } plain ? new TlsTransport(plain, certificate, options, events) : null;

    public override void Interrupt() => _plain.Interrupt();

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
            _encrypted.IsOpen = true;
            _input.Begin();
            return true;
        }
        catch (Exception end) when (TlsInput.IsExpectedEnd(end))
        {
            _events.NoTls(RemoteAddress, (end.InnerException ?? end).Message);
            return false;
        }
    }

    public override ValueTask<bool> WaitReadableAsync(CancellationToken cancel) =>
        _input.HasMore ? ValueTask.FromResult(true) : _plain.WaitReadableAsync(cancel);

    public override TransportResult TryReceive(Span<byte> buffer, out int received) => _input.TryReceive(buffer, out received);

    public override TransportResult TrySend(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, out int sent) =>
        _output.TrySend(first, second, out sent);

    public override ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) => _output.SendAsync(bytes, cancel);

    public override void Reset()
    {
        _plain.Reset();
        Dispose();
    }

    /// <summary>A close_notify after everything shows the peer that it has received all.</summary>
    public override async Task<bool> EndOutputAsync(CancellationToken cancel)
    {
        if (!await _encrypted.Written.WaitAsync(cancel))
        {
            return false;
        }

        _closing = CloseNotifyAsync();
        await _closing.WaitAsync(cancel);
        return await _encrypted.Written.WaitAsync(cancel) && await _plain.EndOutputAsync(cancel);
    }

    protected override void Close()
    {
        // In this order: no read and no write waits any more.
        _plain.Dispose();
        _stream.Dispose();
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
        TransportResult result;
        do
        {
            try
            {
                await _plain.WaitReadableAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // If this process was suspended, the time may be over although the peer has begun long ago.
            }

            result = _plain.TryReceive(first, out _);
        }
        while (result == TransportResult.WouldBlock && !timeout.IsCancellationRequested);

        _encrypted.First = first[0];
        return result == TransportResult.Moved && first[0] == HandshakeRecord;
    }

    /// <summary>Sends the explanation, and discards the peer's input: if a socket is closed with unread input, the peer may lose the answer.</summary>
    private async Task RefuseAsync(CancellationToken cancel)
    {
        _events.NoTls(RemoteAddress, "it did not begin with TLS");
        using var timeout = new CancellationTokenSource(_options.FlushTimeout, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        try
        {
            if (await TryAnswerPlainAsync(either.Token) is { } answer && await _plain.SendAsync(answer, either.Token))
            {
                await _plain.LingerAsync(either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The peer had enough time to read.
        }
    }

    private async ValueTask<byte[]?> TryAnswerPlainAsync(CancellationToken cancel)
    {
        var input = new byte[MaxPlain];
        input[0] = _encrypted.First.GetValueOrDefault();
        var length = 1;
        byte[]? answer;
        while ((answer = AnswerPlain(input.AsMemory(0, length))) is null && length < input.Length && await _plain.WaitReadableAsync(cancel))
        {
            var result = _plain.TryReceive(input.AsSpan(length), out var received);
            if (result is TransportResult.EndOfInput or TransportResult.Lost)
            {
                break;
            }

            length += received;
        }

        return answer;
    }
}
