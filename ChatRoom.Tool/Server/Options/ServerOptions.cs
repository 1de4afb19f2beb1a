using System.Net;

namespace ChatRoom.Server.Options;

/// <summary>What a server is told before it starts.</summary>
internal sealed record ServerOptions
{
    /// <summary>Where it listens. Port 0 lets the system choose one.</summary>
    public required IPEndPoint EndPoint { get; init; }

    public required ServerIdentity Identity { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long a newcomer may take to be named: a person types it, a silent peer must not stay.</summary>
    public TimeSpan NameTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How a server encrypts; null where it speaks in plain text.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>How long a newcomer may take to begin TLS. Who speaks it begins at once; who waits to be asked for a name does not speak it.</summary>
    public TimeSpan TlsTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long after a name its end may come; without one the peer speaks the tutorial's dialect.</summary>
    public TimeSpan DialectTimeout { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long after a name of one character its end may come: it may be the first key of a person at telnet.</summary>
    public TimeSpan KeyTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a name that comes in pieces may pause: a person types it.</summary>
    public TimeSpan TypingTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection that ends may take to read what it is still owed.</summary>
    public TimeSpan FlushTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a reader may take nothing at all before it is closed: long enough for a laptop to wake up.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Connections at once; newcomers beyond wait until somebody leaves.</summary>
    public int MostConnections { get; init; } = int.MaxValue;

    /// <summary>What may change while it runs. Servers that are given the same share it.</summary>
    public LimitsInForce Limits { get; init; } = new(new ServerLimits());

    /// <summary>Reads the limits again, where something tells them; null where nothing does.</summary>
    public Reload? ReloadLimits { get; init; }

    /// <summary>The file with the networks that alone may connect; null where everybody may.</summary>
    public string? AllowFile { get; init; }

    /// <summary>The file with the networks that may not connect; null where there are none.</summary>
    public string? DenyFile { get; init; }

    /// <summary>Rooms that there may be, the lobby among them: each keeps its own window in memory.</summary>
    public int MostRooms { get; init; } = 100;

    /// <summary>What lets people in; null where everybody may come in.</summary>
    public Password? Password { get; init; }

    /// <summary>How long the answer to a wrong password takes: a person does not mind, a program that guesses does.</summary>
    public TimeSpan PasswordDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What makes an operator; null where there are none.</summary>
    public Password? OperatorPassword { get; init; }

    /// <summary>How the log is kept on disk; null where nothing of it is.</summary>
    public LogOptions? Log { get; init; }

    /// <summary>The file with the message of the day; null where there is none to tell.</summary>
    public string? MotdFile { get; init; }

    /// <summary>Uses only what every system has, also where this one has something faster.</summary>
    public bool Portable { get; init; }

    /// <summary>Bytes of a room's log that are kept in memory for each dialect, whatever its readers do.</summary>
    public long WindowBytes { get; init; } = 64 << 20;

    /// <summary>How long a room remembers what a client said that lost its connection: a night and a day, for a laptop that was shut.</summary>
    public TimeSpan SessionsFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>When programs may come back after the server has shut down: what most restarts take.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);
}
