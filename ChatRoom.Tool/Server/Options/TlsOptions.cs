namespace ChatRoom.Server.Options;

/// <summary>What a server proves itself with: a certificate in files, or one that it makes itself.</summary>
internal sealed record TlsOptions
{
    /// <summary>The certificate, and behind it those of who vouches for it, as PEM; null for one that the server makes.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Its key as PEM, without a password.</summary>
    public string? KeyFile { get; init; }

    /// <summary>How long the files are taken for unchanged: a new certificate is there days before the old one expires.</summary>
    public TimeSpan LookAgainAfter { get; init; } = TimeSpan.FromSeconds(5);
}
