using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ChatRoom.Sockets;

/// <summary>The result of the TLS handshake.</summary>
internal enum TlsHandshakeResult
{
    Encrypted,

    /// <summary>The server's certificate is not trusted.</summary>
    Untrusted,

    /// <summary>The answer is not TLS.</summary>
    NotTls,

    /// <summary>The server speaks TLS, but no version or cipher that we support.</summary>
    NothingInCommon,

    /// <summary>The connection ended during the handshake.</summary>
    Lost,
}

/// <summary>A client's connection over TLS 1.2 or 1.3. Threads as in <see cref="ClientConnection"/>.</summary>
internal sealed class TlsClientSocket : ClientConnection
{
    private const int HandshakeRecord = 0x16;
    private const int AlertRecord = 0x15;
    private const int MostPlainBytes = 64;

    private readonly Socket _socket;
    private readonly SslStream _stream;
    private readonly TlsInput _input;

    private TlsClientSocket(Socket socket)
    {
        _socket = socket;
        _stream = new SslStream(new NetworkStream(socket, ownsSocket: false));
        _input = new TlsInput(_stream);
    }

    /// <summary>The first bytes of an answer that is not TLS; empty if there was none.</summary>
    public ReadOnlyMemory<byte> PlainAnswer { get; private set; }

    /// <summary>Connects; <see cref="HandshakeAsync"/> then encrypts. If it fails: null, with the reason as half a sentence.</summary>
    public static async Task<(TlsClientSocket? Socket, string? WhyNot)> ConnectAsync(
        string host, int port, TimeSpan limit, TimeProvider time, CancellationToken cancel)
    {
        var (socket, whyNot) = await HappyEyeballs.ConnectAsync(host, port, limit, time, cancel);
        return (socket is null ? null : new TlsClientSocket(socket), whyNot);
    }

    /// <param name="host">The host for which the certificate must be.</param>
    /// <param name="judge">Decides about the certificate, its chain and the errors that the system found; true: it is trusted.</param>
    /// <param name="cancel">Ends the try.</param>
    public async Task<TlsHandshakeResult> HandshakeAsync(string host, Func<byte[], X509Chain?, SslPolicyErrors, bool> judge, CancellationToken cancel)
    {
        var isTrusted = true;
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowRenegotiation = false,
            CertificateChainPolicy = new X509ChainPolicy
            {
                // A certificate must not make this machine download from addresses that it names.
                DisableCertificateDownloads = true,
                RevocationMode = X509RevocationMode.NoCheck,
            },
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                isTrusted = certificate is not null && judge(certificate.GetRawCertData(), chain, errors),
        };
        var answered = LooksLikeTlsAsync(cancel);
        try
        {
            await _stream.AuthenticateAsClientAsync(options, cancel);
            return TlsHandshakeResult.Encrypted;
        }
        catch (Exception end) when (TlsInput.IsExpectedEnd(end))
        {
            return !isTrusted ? TlsHandshakeResult.Untrusted
                : await answered switch
                {
                    null => TlsHandshakeResult.Lost,
                    false => TlsHandshakeResult.NotTls,
                    true when end is AuthenticationException => TlsHandshakeResult.NothingInCommon,
                    true => TlsHandshakeResult.Lost,
                };
        }
    }

    public override async ValueTask<int> ReceiveAsync(Memory<byte> buffer, Func<CancellationToken>? limit, CancellationToken cancel)
    {
        await _input.WaitAsync(limit is null ? cancel : limit());
        _ = _input.TryReceive(buffer.Span, out var received);
        return received;
    }

    /// <exception cref="IOException">The connection is lost.</exception>
    public override async ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await _stream.WriteAsync(bytes);
        return bytes.Length;
    }

    public override void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        Dispose();
    }

    public override void Dispose()
    {
        _socket.Dispose();
        _stream.Dispose();
    }

    /// <summary>Peeks at the first bytes of the answer, as the handshake does not report if they are TLS. null: there were none.</summary>
    private async Task<bool?> LooksLikeTlsAsync(CancellationToken cancel)
    {
        try
        {
            var first = new byte[MostPlainBytes];
            var received = await _socket.ReceiveAsync(first, SocketFlags.Peek, cancel);
            var isTls = first[0] is HandshakeRecord or AlertRecord;
            PlainAnswer = isTls ? default : first.AsMemory(0, received);
            return received > 0 ? isTls : null;
        }
        catch (Exception end) when (end is OperationCanceledException || TlsInput.IsExpectedEnd(end))
        {
            return null;
        }
    }
}
