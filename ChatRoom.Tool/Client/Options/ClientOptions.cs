using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Options;

/// <summary>The servers and the room of a client, and how long it waits.</summary>
internal sealed record ClientOptions
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>Further servers of the same room, in the order in which they are tried after this one.</summary>
    public IReadOnlyList<ServerAddress> Others { get; init; } = [];

    /// <summary>Chooses the order in which servers are tried, so that many clients spread over them.</summary>
    public Random Random { get; init; } = Random.Shared;

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

    public ServerAddress Server => new(Host, Port);

    /// <summary>This server and the others.</summary>
    public IReadOnlyList<ServerAddress> AllServers => [Server, .. Others];

    /// <summary>The address as a user types it.</summary>
    public string Address => Server.ToString();

    /// <summary>All addresses as a user types them.</summary>
    public string Addresses => string.Join(',', AllServers);

    /// <summary>The same servers in random order.</summary>
    public ClientOptions InRandomOrder()
    {
        if (Others.Count == 0)
        {
            return this;
        }

        ServerAddress[] servers = [.. AllServers];
        Random.Shuffle(servers);
        return this with { Host = servers[0].Host, Port = servers[0].Port, Others = servers[1..] };
    }
}
