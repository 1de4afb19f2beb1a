using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Settings;
using ChatRoom.Server.Options;

namespace ChatRoom.CommandLine.Hosting.Settings;

/// <summary>Whether a server encrypts, and what it proves itself with.</summary>
internal sealed class ServerTlsSettings
{
    private readonly Switch _tls;
    private readonly Setting _certificate;
    private readonly Setting _key;

    private ServerTlsSettings(CommandDefinition command)
    {
        _tls = Switch.Add(command, "--tls", "CHATROOM_TLS", "Encrypt all connections; without --cert with a certificate that it makes itself.");
        _certificate = Setting.Add(command, "--cert <FILE>", "CHATROOM_CERT", null, "The certificate, as PEM with its chain; read again when it changes. Means --tls.");
        _key = Setting.Add(command, "--key <FILE>", "CHATROOM_KEY", null, "Its key, as PEM without a password.");
    }

    public static ServerTlsSettings Add(CommandDefinition command) => new(command);

    /// <summary>Reads what was given; <paramref name="options"/> are null where nothing is to be encrypted.</summary>
    public bool TryRead(out TlsOptions? options, out string whyNot)
    {
        options = null;
        if (!_tls.TryRead(out var isOn, out whyNot))
        {
            return false;
        }

        if ((_certificate.Value is null) != (_key.Value is null))
        {
            whyNot = $"{_certificate.Origin} and {_key.Origin} belong together; give both, or --tls alone for a certificate that the server makes";
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
