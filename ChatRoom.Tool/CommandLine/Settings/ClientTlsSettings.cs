using System.Runtime.CompilerServices;
using ChatRoom.Client.Options;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Paths;
using ChatRoom.Protocol;

namespace ChatRoom.CommandLine.Settings;

/// <summary>Whether a client encrypts, and which servers it believes.</summary>
internal sealed class ClientTlsSettings
{
    private readonly Switch _tls;
    private readonly Setting _fingerprint;
    private readonly Switch _acceptsNew;

    private ClientTlsSettings(CommandDefinition command)
    {
        _tls = Switch.Add(command, "--tls", "CHATROOM_TLS", "Encrypt; the same as a URL that begins with chatrooms://.");
        _fingerprint = Setting.Add(command, "--fingerprint <SHA256:...>", "CHATROOM_FINGERPRINT", null, "Believe the server with this certificate, and no other. Means --tls.");
        _acceptsNew = Switch.Add(command, "--accept-new", "CHATROOM_ACCEPT_NEW", "Believe a server that was never met, and keep its certificate.");
    }

    public static ClientTlsSettings Add(CommandDefinition command) => new(command);

    /// <summary>Reads what was given; <paramref name="options"/> are null where nothing is to be encrypted.</summary>
    /// <param name="isTlsUrl">The URL asks for it.</param>
    /// <param name="urlPin">The fingerprint that is known of the URL's server; wins over the variable for all servers.</param>
    public bool TryRead(bool isTlsUrl, string? urlPin, out ClientTlsOptions? options, out string whyNot)
    {
        options = null;
        if (!_tls.TryRead(out var isOn, out whyNot) || !_acceptsNew.TryRead(out var acceptsNew, out whyNot))
        {
            return false;
        }

        var pin = _fingerprint.ValueBetween(urlPin, null);
        return (!isOn && !isTlsUrl && pin is null) || TryMake(pin, acceptsNew, out options, out whyNot);
    }

    // A method of its own, as a method loads what it names.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryMake(string? pin, bool acceptsNew, out ClientTlsOptions? options, out string whyNot)
    {
        (options, whyNot, Fingerprint? pinned) = (null, "", null);
        if (pin is not null && !Fingerprint.TryParse(pin, out pinned))
        {
            whyNot = _fingerprint.Mistake("a fingerprint", "give the one that the server printed, SHA256: and 43 characters, or 64 hexadecimal digits");
            return false;
        }

        options = new ClientTlsOptions { Pinned = pinned, AcceptsNew = acceptsNew, KnownHosts = StateDirectory.KnownHosts() };
        return true;
    }
}
