using System.Runtime.CompilerServices;
using ChatRoom.Client.Options;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Paths;
using ChatRoom.Protocol;

namespace ChatRoom.CommandLine.Settings;

/// <summary>Whether a client uses TLS, and which servers it trusts.</summary>
internal sealed class ClientTlsSettings
{
    private readonly Switch _tls;
    private readonly Setting _fingerprint;
    private readonly Switch _acceptsNew;

    private ClientTlsSettings(CommandDefinition command)
    {
        _tls = Switch.Add(command, "--tls", "CHATROOM_TLS", "Use TLS, as a URL that begins with chatrooms:// does.");
        _fingerprint = Setting.Add(command, "--fingerprint <SHA256:...>", "CHATROOM_FINGERPRINT", null, "Trust only the certificate with this fingerprint. Implies --tls.");
        _acceptsNew = Switch.Add(command, "--accept-new", "CHATROOM_ACCEPT_NEW", "Trust a server that is not known yet, and remember its certificate.");
    }

    public static ClientTlsSettings Add(CommandDefinition command) => new(command);

    /// <summary>Reads the given values. <paramref name="options"/> are null without TLS.</summary>
    /// <param name="isTlsUrl">Whether the URL asks for TLS.</param>
    /// <param name="urlPin">The fingerprint of the URL's server. It is stronger than the variable for all servers. Null: not known.</param>
    public bool TryRead(bool isTlsUrl, string? urlPin, out ClientTlsOptions? options, out string whyNot)
    {
        options = null;
        if (!_tls.TryRead(out var isOn, out whyNot) || !_acceptsNew.TryRead(out var acceptsNew, out whyNot))
        {
            return false;
        }

        var pin = _fingerprint.ResolveValue(urlPin, null);
        return (!isOn && !isTlsUrl && pin is null) || TryMake(pin, acceptsNew, out options, out whyNot);
    }

    // A separate method, because the runtime loads the types that a method names when it compiles the method.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryMake(string? pin, bool acceptsNew, out ClientTlsOptions? options, out string whyNot)
    {
        (options, whyNot, Fingerprint? pinned) = (null, "", null);
        if (pin is not null && !Fingerprint.TryParse(pin, out pinned))
        {
            whyNot = _fingerprint.Mistake("a fingerprint", "give the one that the server printed: SHA256: and 43 characters, or 64 hexadecimal digits");
            return false;
        }

        options = new ClientTlsOptions { Pinned = pinned, AcceptsNew = acceptsNew, KnownHosts = StateDirectory.KnownHosts() };
        return true;
    }
}
