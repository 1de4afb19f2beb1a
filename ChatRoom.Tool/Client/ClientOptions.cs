using ChatRoom.Client.Tls;
using ChatRoom.Protocol;

namespace ChatRoom.Client;

/// <summary>Where a client goes, and when it gives up.</summary>
internal sealed record ClientOptions
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    public string Room { get; init; } = RoomName.Lobby;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long connecting, and then being asked for a name, may each take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After this long without a typed greeting the server is a tutorial's; ours greets at once.</summary>
    public TimeSpan GreetingTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Whom to believe over TLS; null where nothing is encrypted.</summary>
    public ClientTlsOptions? Tls { get; init; }

    /// <summary>What the server asks of everybody; one line of UTF-8, and null where none was given.</summary>
    public byte[]? Password { get; init; }

    /// <summary>What becomes of a connection that is lost; null is that it stays so.</summary>
    public ReconnectOptions? Reconnect { get; init; }

    /// <summary>The address as it is shown and typed.</summary>
    public string Address => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
