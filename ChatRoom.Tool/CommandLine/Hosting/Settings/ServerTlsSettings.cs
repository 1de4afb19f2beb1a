using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Settings;
using ChatRoom.Server.Options;

namespace ChatRoom.CommandLine.Hosting.Settings;

/// <summary>The options for a server's TLS and its certificate.</summary>
internal sealed class ServerTlsSettings
{
    private readonly Switch _tls;
    private readonly Setting _certificate;
    private readonly Setting _key;

    private ServerTlsSettings(CommandDefinition command)
    {
        _tls = Switch.Add(command, "--tls", "CHATROOM_TLS", "Require TLS. Without --cert the server makes a certificate for itself.");
        _certificate = Setting.Add(command, "--cert <FILE>", "CHATROOM_CERT", null, "The certificate with its chain, as PEM. Read again when it changes. Implies --tls.");
        _key = Setting.Add(command, "--key <FILE>", "CHATROOM_KEY", null, "The certificate's key, as PEM without a password.");
    }

    public static ServerTlsSettings Add(CommandDefinition command) => new(command);

    /// <summary>Reads the given values. <paramref name="options"/> are null without TLS.</summary>
    public bool TryRead(out TlsOptions? options, out string whyNot)
    {
        options = null;
        if (!_tls.TryRead(out var isOn, out whyNot))
        {
            return false;
        }

        if ((_certificate.Value is null) != (_key.Value is null))
        {
            whyNot = $"{_certificate.Origin} and {_key.Origin} must be given together; for a certificate that the server makes, give --tls alone";
            return false;
        }

        if (!_certificate.TryReadPath(out var certificate, out whyNot) || !_key.TryReadPath(out var key, out whyNot))
        {
            return false;
        }

        options = isOn || certificate is not null ? new TlsOptions { CertificateFile = certificate, KeyFile = key } : null;
        return true;
    }
}
