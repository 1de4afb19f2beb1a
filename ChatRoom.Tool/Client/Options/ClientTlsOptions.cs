using ChatRoom.Protocol;

namespace ChatRoom.Client.Options;

/// <summary>How a client validates a server's certificate.</summary>
internal sealed record ClientTlsOptions
{
    /// <summary>The only certificate to trust; null: no pinned certificate.</summary>
    public Fingerprint? Pinned { get; init; }

    /// <summary>Trusts the certificate of an unknown server, and saves it.</summary>
    public bool AcceptsNew { get; init; }

    /// <summary>The file of accepted certificates; null if this user has no directory for it.</summary>
    public string? KnownHosts { get; init; }
}
