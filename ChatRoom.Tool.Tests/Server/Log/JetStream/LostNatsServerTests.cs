using System.Collections.Concurrent;
using System.Runtime.Versioning;
using ChatRoom.Server.Log.JetStream;
using ChatRoom.Tests.Support.Nats;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log.JetStream;

/// <summary>
/// Acknowledged batches are read once or more, in order, however a NATS server ends. An election takes up to 9 s. A leader that comes back
/// within seconds may keep an entry which the others do not have (nats-server 2.9), so here it does not come back.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class LostNatsServerTests : IDisposable
{
    private readonly ScratchDirectory _folder = new();
    private readonly CancellationTokenSource _end = new(TimeSpan.FromMinutes(2));

    [TestCase("KILL")]
    [TestCase("STOP")]
    [TestCase("TERM")]
    public async Task Nothing_acknowledged_is_lost_and_the_order_holds_if_the_leader_is_sent(string signal)
    {
        const int each = 200;
        await using var nats = await NatsCluster.StartAsync(_folder);
        await using var stream = await OpenedCluster.OpenAsync(OpenedCluster.Options(nats.Urls));
        Assert.That(stream.Replicas, Is.EqualTo(3));
        var acknowledged = new ConcurrentDictionary<int, long>();
        var reading = ReadToAsync(stream, last: 2 * each);
        await PublishAsync(stream, 1, each, acknowledged);

        var leader = await nats.LeaderAsync("CHATROOM_chatroom");
        await (signal switch { "KILL" => leader.Killed(), "STOP" => leader.Stopped(), _ => leader.Terminated() });
        await PublishAsync(stream, each + 1, 2 * each, acknowledged);

        var read = await reading;
        Assert.That(read.Select(entry => entry.Sequence), Is.EqualTo(Enumerable.Range(1, read.Count)));
        Assert.That(read.Select(OpenedCluster.Number).Distinct(), Is.EqualTo(Enumerable.Range(1, 2 * each)), "first occurrences are in order");
        Assert.That(acknowledged, Has.Count.EqualTo(2 * each).And.All.Matches<KeyValuePair<int, long>>(ack => OpenedCluster.Number(read[(int)ack.Value - 1]) == ack.Key));
    }

    [Test]
    public async Task A_reader_goes_on_after_its_only_server_was_killed_and_started_again()
    {
        var reports = new ConcurrentQueue<string>();
        await using var nats = await NatsServer.StartAsync(_folder);
        await using var stream = await OpenedCluster.OpenAsync(OpenedCluster.Options(nats.Url), reports.Enqueue);
        Assert.That(reports, Has.Some.Match("^one NATS server keeps the log of cluster .*: if its machine is lost, so is the log$"));
        reports.Clear();
        await using var reader = stream.ReadAsync(1, _end.Token).GetAsyncEnumerator();
        for (var number = 1; number <= 5; number++)
        {
            Assert.That(await stream.PublishAsync(OpenedCluster.Batch(number), _end.Token), Is.Not.Null);
            Assert.That(OpenedCluster.Number(await OpenedCluster.NextAsync(reader)), Is.EqualTo(number));
        }

        await nats.Killed();
        var publishing = stream.PublishAsync(OpenedCluster.Batch(6), _end.Token);
        var next = OpenedCluster.NextAsync(reader);
        await nats.Restarts();

        Assert.That(await publishing, Is.EqualTo(6));
        Assert.That(OpenedCluster.Number(await next), Is.EqualTo(6));
        Assert.That(reports, Is.EqualTo(new[] { "the connection to the NATS servers is lost", "the connection to the NATS servers is back" }));
    }

    public void Dispose()
    {
        _folder.Dispose();
        _end.Dispose();
    }

    /// <summary>One at a time, as a server does.</summary>
    private async Task PublishAsync(ClusterStream stream, int first, int last, ConcurrentDictionary<int, long> acknowledged)
    {
        for (var number = first; number <= last; number++)
        {
            acknowledged[number] = (await stream.PublishAsync(OpenedCluster.Batch(number), _end.Token))!.Value;
        }
    }

    private async Task<List<StreamEntry>> ReadToAsync(ClusterStream stream, int last)
    {
        var read = new List<StreamEntry>();
        await foreach (var entry in stream.ReadAsync(1, _end.Token))
        {
            read.Add(entry);
            if (OpenedCluster.Number(entry) == last)
            {
                return read;
            }
        }

        throw new InvalidOperationException($"the reader ended after {read.Count} entries");
    }
}
