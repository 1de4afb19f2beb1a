namespace ChatRoom.Server.Options;

/// <summary>The certificate of a server: from files, or made by the server itself. Never changes.</summary>
internal sealed record TlsOptions
{
    /// <summary>The certificate, followed by its chain, as PEM; default: null, the server makes one, which clients must trust by fingerprint.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The private key as PEM, without a password; default: null. A person who can read it can pose as the server.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Checks the files for a new certificate at most this often; default: 5 s.</summary>
    public TimeSpan RecheckInterval { get; init; } = TimeSpan.FromSeconds(5);
}
