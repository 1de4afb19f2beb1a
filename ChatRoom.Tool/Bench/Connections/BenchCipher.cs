using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ChatRoom.Protocol;
using ChatRoom.Sockets;

namespace ChatRoom.Bench.Connections;

/// <summary>
/// The TLS of one member. It never waits: it decrypts received bytes, and sends what is due, before the call returns. Only
/// the run's thread uses it.
/// </summary>
internal sealed class BenchCipher : IDisposable
{
    private readonly MemoryDuplexStream _network;
    private readonly SslStream _stream;
    private readonly byte[] _plain;
    private readonly Action<int> _accept;
    private Task _running = Task.CompletedTask;

    /// <param name="send">Sends encrypted bytes.</param>
    /// <param name="plain">The buffer for decrypted bytes; all members share it.</param>
    /// <param name="accept">Handles this many bytes of that buffer.</param>
    public BenchCipher(SendBytes send, byte[] plain, Action<int> accept)
    {
        _network = new MemoryDuplexStream(send);
        _stream = new SslStream(_network);
        _plain = plain;
        _accept = accept;
    }

    /// <summary>The peer does not speak TLS, or has another certificate than the server had before.</summary>
    public bool HasFailed { get; private set; }

    private bool IsOpen => _stream.IsAuthenticated;

    /// <summary>Begins the handshake.</summary>
    /// <param name="host">The host name for SNI.</param>
    /// <param name="server">The fingerprint that the certificate must have.</param>
    public void Begin(string host, Fingerprint server) => _running = RunAsync(host, server);

    /// <summary>Decrypts received bytes.</summary>
    public void Accept(ReadOnlySpan<byte> bytes) => _network.Accept(bytes);

    /// <summary>Encrypts and sends.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        if (IsOpen)
        {
            _stream.Write(bytes);
        }
    }

    public void Dispose()
    {
        // The end of the stream completes the pending read before this returns.
        _network.Dispose();
        _running.GetAwaiter().GetResult();
        _stream.Dispose();
    }

    private async Task RunAsync(string host, Fingerprint server)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck },
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null && Fingerprint.Of(shown.GetRawCertData()).Equals(server),
        };
        try
        {
            await _stream.AuthenticateAsClientAsync(options, CancellationToken.None);
            while (await _stream.ReadAsync(_plain) is > 0 and var read)
            {
                _accept(read);
            }
        }
        catch (Exception end) when (TlsInput.IsExpectedEnd(end))
        {
            HasFailed = true;
        }
    }
}
