using System.Net.Security;
using System.Security.Authentication;
using ChatRoom.Files;

namespace ChatRoom.Server.Tls;

/// <summary>
/// A handshake in memory that tries a certificate. TLS can refuse a certificate that was read without an error, for example
/// if its key is too short for the system's rules. Without a trial this would show only when a client connects.
/// </summary>
internal static class TrialHandshake
{
    private const byte HandshakeRecord = 0x16;

    /// <summary>Why TLS refuses the certificate, in half a sentence; null: TLS accepts it.</summary>
    public static string? WhyRefused(SslStreamCertificateContext certificate)
    {
        using var client = new RecordedStream([]);
        _ = Failure(() => new SslStream(client, leaveInnerStreamOpen: true).AuthenticateAsClient("localhost"));
        using var server = new RecordedStream(client.Written);
        var failure = Failure(() => new SslStream(server, leaveInnerStreamOpen: true).AuthenticateAsServer(
            new SslServerAuthenticationOptions { ServerCertificateContext = certificate, EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 }));

        // Both sides fail because the other does not answer. A server that answered has sent its certificate.
        return server.Written is [HandshakeRecord, ..] ? null : $"TLS refuses it: {failure}";
    }

    private static string Failure(Action shake)
    {
        try
        {
            shake();
            return "";
        }
        catch (Exception end) when (end is IOException or AuthenticationException)
        {
            return (end.InnerException ?? end).Message.TrimEnd('.');
        }
    }

    /// <summary>A stream that reads recorded input and records the output.</summary>
    private sealed class RecordedStream(byte[] input) : UnseekableStream
    {
        private readonly MemoryStream _input = new(input);
        private readonly MemoryStream _output = new();

        public byte[] Written => _output.ToArray();

        public override int Read(byte[] buffer, int offset, int count) => _input.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count) => _output.Write(buffer, offset, count);
    }
}
