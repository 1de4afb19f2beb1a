using ChatRoom.Protocol;

namespace ChatRoom.Client.Options;

/// <summary>How a client finds out that a server is the one that it is taken for.</summary>
internal sealed record ClientTlsOptions
{
    /// <summary>The one certificate that counts; null where others may.</summary>
    public Fingerprint? Pinned { get; init; }

    /// <summary>A server that was never met is believed, and kept.</summary>
    public bool AcceptsNew { get; init; }

    /// <summary>Where the servers are kept that were met; null where this user has no place for them.</summary>
    public string? KnownHosts { get; init; }
}
