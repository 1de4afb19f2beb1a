using System.Runtime.CompilerServices;
using ChatRoom.Client.Tls;
using ChatRoom.CommandLine.Definition;
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
    public bool TryRead(bool isTlsUrl, out ClientTlsOptions? options, out string whyNot)
    {
        options = null;
        if (!_tls.TryRead(out var isOn, out whyNot) || !_acceptsNew.TryRead(out var acceptsNew, out whyNot))
        {
            return false;
        }

        return (!isOn && !isTlsUrl && _fingerprint.Value is null) || TryMake(_fingerprint, acceptsNew, out options, out whyNot);
    }

    // A method of its own, as a method loads what it names.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryMake(Setting fingerprint, bool acceptsNew, out ClientTlsOptions? options, out string whyNot)
    {
        (options, whyNot, Fingerprint? pinned) = (null, "", null);
        if (fingerprint.Value is { } pin && !Fingerprint.TryParse(pin, out pinned))
        {
            whyNot = fingerprint.Mistake("a fingerprint", "give the one that the server printed, SHA256: and 43 characters, or 64 hexadecimal digits");
            return false;
        }

        options = new ClientTlsOptions { Pinned = pinned, AcceptsNew = acceptsNew, KnownHosts = StateFolder.KnownHosts() };
        return true;
    }
}
