namespace ChatRoom.Server.Options;

/// <summary>The cluster of a server: the NATS servers that keep its log, and this server's place in it. Never changes.</summary>
internal sealed record ClusterOptions
{
    /// <summary>Bytes of the common log in a new cluster.</summary>
    public const long DefaultKeepBytes = 4L << 30;

    /// <summary>
    /// URLs of NATS servers, <c>nats://HOST:PORT</c> or <c>tls://HOST:PORT</c>, without user and password. One that answers is
    /// enough, because it tells the others.
    /// </summary>
    public required IReadOnlyList<string> Uris { get; init; }

    /// <summary>The name that all servers of this cluster have in common; default: <c>chatroom</c>. It must be one part of a NATS subject.</summary>
    public string Name { get; init; } = "chatroom";

    /// <summary>This server's name in the cluster, which no other server has. It must be valid in a NATS subject.</summary>
    public required string NodeId { get; init; }

    /// <summary>The user at the NATS servers; default: null, none.</summary>
    public string? User { get; init; }

    /// <summary>The password of <see cref="User"/>; default: null.</summary>
    public string? Password { get; init; }

    /// <summary>The file with a user's JWT and seed (<c>.creds</c>), or with an nkey's seed and public key; default: null, none.</summary>
    public string? CredentialsFile { get; init; }

    /// <summary>The certificates to trust, as PEM; default: null, those of the system.</summary>
    public string? CaFile { get; init; }

    /// <summary>This server's certificate for the NATS servers, as PEM; default: null, none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The private key of <see cref="CertificateFile"/>, as PEM; default: null.</summary>
    public string? KeyFile { get; init; }

    /// <summary>
    /// Bytes of the common log that the NATS servers keep; default: null, 4 GiB for a new cluster, and as it is for one that
    /// exists. A smaller log leaves less history for a new server.
    /// </summary>
    public long? KeepBytes { get; init; }

    /// <summary>
    /// NATS servers that each store the whole log: 1, 3 or 5. Default: null, 3 if the NATS servers are a cluster, otherwise 1, and
    /// as it is for a log that exists. With 1, the log is lost with its machine.
    /// </summary>
    public int? Replicas { get; init; }

    /// <summary>Others count a server as lost that is silent for this long; default: 10 s. A shorter one expires servers that only pause.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The address and port at which clients reach this server; default: null, the one that it listens on.</summary>
    public string? Advertised { get; init; }

    /// <summary>Tries to reach the NATS servers for this long at the start; default: 30 s, because all machines may start together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
