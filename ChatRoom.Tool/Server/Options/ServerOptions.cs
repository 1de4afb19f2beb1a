using System.Net;

namespace ChatRoom.Server.Options;

/// <summary>The options of a server, each with its unit, its default, and its risk if there is one. Never changes.</summary>
internal sealed record ServerOptions
{
    /// <summary>The most threads that send: further ones wait for each other in the kernel.</summary>
    public const int MostThreads = 16;

    /// <summary>The address and port to listen on; port 0: a free one. An address beyond loopback is open to the network.</summary>
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>The version and the title that every client is sent.</summary>
    public required ServerIdentity Identity { get; init; }

    /// <summary>The clock for all times and timeouts; default: that of the system.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// Disconnects a new connection that gives no valid name for this long; default: 60 s, because a person types it. A
    /// longer one lets silent peers hold connections.
    /// </summary>
    public TimeSpan NameTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Encrypts all connections. Default: null, plain text, which everybody on the network path can read and change.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>
    /// Disconnects a new connection that does not begin TLS for this long; default: 3 s. A client with TLS begins at once; one
    /// without it waits for the question for its name.
    /// </summary>
    public TimeSpan TlsTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Waits this long for the byte that ends a name; without one the peer speaks the tutorial's dialect. Default: 200 ms.
    /// If it is too short, a slow network turns other dialects into the tutorial's.
    /// </summary>
    public TimeSpan DialectTimeout { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The same after a name of one character, which may be the first key that a person types; default: 3 s.</summary>
    public TimeSpan KeyTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The same between two pieces of a name, because a person types it; default: 15 s.</summary>
    public TimeSpan TypingTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Gives a connection that ends this long to read its last lines; default: 2 s. A shutdown can take this long.</summary>
    public TimeSpan FlushTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Disconnects a reader that accepts no data for this long; default: 60 s, so that a laptop can wake up.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Connections at the same time; more of them wait until one ends. Default: no limit. A value above the limit of open
    /// files leaves none for the log.
    /// </summary>
    public int MaxConnections { get; init; } = int.MaxValue;

    /// <summary>The limits that can change while the server runs; default: those of <see cref="ServerLimits"/>.</summary>
    public LimitsInForce Limits { get; init; } = new(new ServerLimits());

    /// <summary>Reads the limits again from their file; default: null, no file has them.</summary>
    public Reload? ReloadLimits { get; init; }

    /// <summary>The file with the only networks that may connect; default: null, all networks.</summary>
    public string? AllowFile { get; init; }

    /// <summary>The file with the networks that may not connect; default: null, none.</summary>
    public string? DenyFile { get; init; }

    /// <summary>The number of rooms, with the lobby; default: 100. Each room can use <see cref="WindowBytes"/> of memory for each dialect.</summary>
    public int MaxRooms { get; init; } = 100;

    /// <summary>The password that everybody must give; default: null, none is needed.</summary>
    public Password? Password { get; init; }

    /// <summary>Delays the answer to a wrong password by this long; default: 1 s. A shorter one makes guessing faster.</summary>
    public TimeSpan PasswordDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The password that makes a member an operator; default: null, no operators.</summary>
    public Password? OperatorPassword { get; init; }

    /// <summary>Keeps the log on disk; default: null, and the end of the server loses everything.</summary>
    public LogOptions? Log { get; init; }

    /// <summary>Makes several servers one, by a common log; default: null, this server is alone.</summary>
    public ClusterOptions? Cluster { get; init; }

    /// <summary>Serves browsers, and programs that speak HTTP, on a port of its own; default: null, no web door.</summary>
    public WebOptions? Web { get; init; }

    /// <summary>The address and port for IRC clients; default: null, no such port.</summary>
    public IPEndPoint? Irc { get; init; }

    /// <summary>The file with the message of the day; default: null, no message.</summary>
    public string? MotdFile { get; init; }

    /// <summary>Uses only functions that every system has, even if this system has faster ones; default: no.</summary>
    public bool Portable { get; init; }

    /// <summary>The most threads that send to the readers of a room; default: one for each core, at most <see cref="MostThreads"/>.</summary>
    public int Threads { get; init; } = Math.Min(Environment.ProcessorCount, MostThreads);

    /// <summary>Bytes of each room's log in memory for each dialect; default: 64 MiB. A reader further behind reads from disk, or misses events.</summary>
    public long WindowBytes { get; init; } = 64 << 20;

    /// <summary>
    /// Remembers the session of a lost client for this long, so that no line is recorded twice. Default: 24 h, so that a
    /// laptop can sleep overnight.
    /// </summary>
    public TimeSpan SessionRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Asks programs to connect again this long after a shutdown; default: 1 s, the time of most restarts.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);
}
