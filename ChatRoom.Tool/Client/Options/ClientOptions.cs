using ChatRoom.Protocol;

namespace ChatRoom.Client.Options;

/// <summary>The server and room of a client, and how long it waits.</summary>
internal sealed record ClientOptions
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    public string Room { get; init; } = RoomName.Lobby;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long the network may take to connect.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a server may take for each answer before the client has joined. A stop of ten seconds is no failure.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The user knows that this is a tutorial server: it is sent a bare name, and need not acknowledge.</summary>
    public bool IsTutorial { get; init; }

    /// <summary>How to validate the server's certificate; null: no TLS.</summary>
    public ClientTlsOptions? Tls { get; init; }

    /// <summary>The server's password, one line of UTF-8; null: none.</summary>
    public byte[]? Password { get; init; }

    /// <summary>How to reconnect after a lost connection; null: not at all.</summary>
    public ReconnectOptions? Reconnect { get; init; }

    /// <summary>The address as a user types it.</summary>
    public string Address => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
