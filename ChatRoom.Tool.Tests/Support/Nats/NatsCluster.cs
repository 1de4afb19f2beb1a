using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Time;
using NATS.Client.Core;
using NATS.Client.JetStream;

namespace ChatRoom.Tests.Support.Nats;

/// <summary>Three nats-servers that are a cluster.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class NatsCluster : IAsyncDisposable
{
    private NatsCluster(NatsServer[] servers) => Servers = servers;

    public IReadOnlyList<NatsServer> Servers { get; }

    public string[] Urls => [.. Servers.Select(server => server.Url)];

    public static async Task<NatsCluster> StartAsync(ScratchDirectory folder)
    {
        var routes = Enumerable.Range(0, 3).Select(_ => FreePort.Find()).ToArray();
        var servers = routes.Select((route, index) => NatsServer.Start(folder, $"n{index + 1}", FreePort.Find(), $$"""
            cluster { name: test, listen: 127.0.0.1:{{route}}, routes: [{{string.Join(", ", routes.Select(port => $"nats://127.0.0.1:{port}"))}}] }
            """)).ToArray();
        var cluster = new NatsCluster(servers);
        await Task.WhenAll(servers.Select(server => server.Answers()));
        return cluster;
    }

    /// <summary>The server that leads a stream now. Waits until there is one.</summary>
    public async Task<NatsServer> LeaderAsync(string stream)
    {
        await using var connection = new NatsConnection(new NatsOpts { Url = string.Join(',', Urls), RequestTimeout = TimeSpan.FromSeconds(1) });
        var context = new NatsJSContext(connection);
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        while (true)
        {
            try
            {
                var found = await context.GetStreamAsync(stream, cancellationToken: timeout.Token);
                if (Servers.FirstOrDefault(server => server.Name == found.Info.Cluster?.Leader) is { } leader)
                {
                    return leader;
                }
            }
            catch (NatsException)
            {
                // There is no leader now.
            }

            await Task.Delay(50, timeout.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Servers)
        {
            await server.DisposeAsync();
        }
    }
}
