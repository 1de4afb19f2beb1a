using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Cluster;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Cluster;

/// <summary>A name has one seat, even if many clients want it at several servers at once.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class SharedNameTests
{
    private const int Clients = 50;

    [Test]
    public Task A_name_that_many_clients_want_at_three_servers_at_once_is_held_by_exactly_one() => IsHeldByOneAsync(names: 20);

    [Test]
    [Explicit("takes minutes")]
    public Task A_name_that_many_clients_want_at_three_servers_at_once_is_held_by_exactly_one_a_thousand_times() => IsHeldByOneAsync(names: 1000);

    private static async Task IsHeldByOneAsync(int names)
    {
        await using var cluster = await RunningCluster.StartAsync(3);
        for (var round = 0; round < names; round++)
        {
            var name = $"n{round}";
            var clients = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => ConnectsAsync(cluster[client % 3])));
            var answers = await Task.WhenAll(clients.Select(client => WantsAsync(client, name)));
            Assert.That(answers.Count(answer => answer.StartsWith($"welcome lobby {name} ", StringComparison.Ordinal)), Is.EqualTo(1), string.Join('\n', answers));
            Assert.That(answers.Count(answer => answer.StartsWith("error name-taken ", StringComparison.Ordinal)), Is.EqualTo(Clients - 1), string.Join('\n', answers));
            Array.ForEach(clients, client => client.Dispose());
        }
    }

    private static async Task<TestPeer> ConnectsAsync(RunningServer server)
    {
        var client = await server.ConnectAsync();
        await client.HearsBytes("NAME");
        await client.Sends("ci\0");
        await client.HearsLike("^chatroom/1 ");
        return client;
    }

    private static async Task<string> WantsAsync(TestPeer client, string name)
    {
        await client.Says($"join lobby {name}");
        return await client.NextLine($"an answer to join as {name}");
    }
}
