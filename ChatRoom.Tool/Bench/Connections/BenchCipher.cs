using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ChatRoom.Protocol;
using ChatRoom.Sockets;

namespace ChatRoom.Bench.Connections;

/// <summary>
/// One member's TLS. It never waits: what came in is handed to it, and all that it makes of that, it does before it
/// returns. Touched only by the run's thread.
/// </summary>
internal sealed class BenchCipher : IDisposable
{
    private readonly MemoryDuplexStream _duct;
    private readonly SslStream _stream;
    private readonly byte[] _plain;
    private readonly Action<int> _take;
    private Task _running = Task.CompletedTask;

    /// <param name="send">Sends what is encrypted.</param>
    /// <param name="plain">Where it puts what is decrypted; many may share it.</param>
    /// <param name="take">Takes that many bytes from there.</param>
    public BenchCipher(SendBytes send, byte[] plain, Action<int> take)
    {
        _duct = new MemoryDuplexStream(send);
        _stream = new SslStream(_duct);
        _plain = plain;
        _take = take;
    }

    /// <summary>What has come was no TLS, or not by the server that was found.</summary>
    public bool HasFailed { get; private set; }

    private bool IsOpen => _stream.IsAuthenticated;

    /// <summary>Says the first word.</summary>
    /// <param name="host">The name that the server is asked for.</param>
    /// <param name="server">The certificate that it must have.</param>
    public void Begin(string host, Fingerprint server) => _running = RunAsync(host, server);

    /// <summary>Takes in what was received.</summary>
    public void Accept(ReadOnlySpan<byte> bytes) => _duct.Accept(bytes);

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
        // Its end lets the reading end, here and now.
        _duct.Dispose();
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
                _take(read);
            }
        }
        catch (Exception end) when (TlsInput.IsExpectedEnd(end))
        {
            HasFailed = true;
        }
    }
}
