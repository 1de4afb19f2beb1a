using ChatRoom.Protocol;

namespace ChatRoom.Client.Options;

/// <summary>Where a client goes, and when it gives up.</summary>
internal sealed record ClientOptions
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    public string Room { get; init; } = RoomName.Lobby;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long the network may take to connect.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a server that was reached may take for each answer on the way in: one that is stopped for ten seconds is waited for.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The user says that this is a server of the tutorial's kind: it is given a bare name, and need not acknowledge.</summary>
    public bool IsTutorial { get; init; }

    /// <summary>Whom to believe over TLS; null where nothing is encrypted.</summary>
    public ClientTlsOptions? Tls { get; init; }

    /// <summary>What the server asks of everybody; one line of UTF-8, and null where none was given.</summary>
    public byte[]? Password { get; init; }

    /// <summary>What becomes of a connection that is lost; null is that it stays so.</summary>
    public ReconnectOptions? Reconnect { get; init; }

    /// <summary>The address as it is shown and typed.</summary>
    public string Address => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
