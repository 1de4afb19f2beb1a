using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Nats;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log.JetStream;

[UnsupportedOSPlatform("windows")]
internal sealed class ClusterStreamTests : IDisposable
{
    private readonly ScratchDirectory _folder = new();
    private readonly CancellationTokenSource _end = new(TestTimeout.Limit);

    [Test]
    public async Task Every_reader_reads_what_any_server_published_in_one_order()
    {
        await using var nats = await NatsServer.StartAsync(_folder);
        await using var one = await OpenedCluster.OpenAsync(OpenedCluster.Options(nats.Url));
        await using var other = await OpenedCluster.OpenAsync(OpenedCluster.Options(nats.Url) with { NodeId = "b" });
        Assert.That(await one.BoundsAsync(_end.Token), Is.EqualTo((1L, 0L)));
        await using var early = other.ReadAsync(1, _end.Token).GetAsyncEnumerator();

        var before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.That(await one.PublishAsync(OpenedCluster.Batch(10), _end.Token), Is.EqualTo(1));
        Assert.That(await other.PublishAsync(OpenedCluster.Batch(20), _end.Token), Is.EqualTo(2));
        Assert.That(await one.PublishAsync(Array.Empty<byte>(), _end.Token), Is.EqualTo(3));

        var first = await OpenedCluster.NextAsync(early);
        Assert.That((first.Sequence, OpenedCluster.Number(first)), Is.EqualTo((1, 10)));
        Assert.That(first.Time, Is.InRange(before - 1, before + (long)TestTimeout.Limit.TotalMilliseconds));
        await using var late = one.ReadAsync(2, _end.Token).GetAsyncEnumerator();
        foreach (var reader in new[] { early, late })
        {
            var second = await OpenedCluster.NextAsync(reader);
            Assert.That((second.Sequence, OpenedCluster.Number(second)), Is.EqualTo((2, 20)));
            var third = await OpenedCluster.NextAsync(reader);
            Assert.That((third.Sequence, third.Data.Length), Is.EqualTo((3, 0)));
        }

        Assert.That(await one.BoundsAsync(_end.Token), Is.EqualTo((1L, 3L)));
        Assert.That((one.IsConnected, one.ServerVersion, one.Replicas, one.KeepBytes), Is.EqualTo((true, other.ServerVersion, 1, 4L << 30)));
        Assert.That(one.ServerVersion, Does.Match(@"^2\.\d+\.\d+"));
    }

    [Test]
    public async Task Of_several_servers_that_publish_the_first_batch_one_does()
    {
        await using var nats = await NatsServer.StartAsync(_folder);
        await using var one = await OpenedCluster.OpenAsync(OpenedCluster.Options(nats.Url));
        await using var other = await OpenedCluster.OpenAsync(OpenedCluster.Options(nats.Url) with { NodeId = "b" });

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => (number % 2 == 0 ? one : other).PublishFirstAsync(OpenedCluster.Batch(number), _end.Token)));

        Assert.That(results.OfType<long>(), Is.EqualTo(new long[] { 1 }));
        Assert.That(await other.BoundsAsync(_end.Token), Is.EqualTo((1L, 1L)));
    }

    [Test]
    public async Task Large_batches_are_read_by_a_slow_reader_while_others_are_published()
    {
        const int count = 100;
        const int bytes = 256 << 10;
        await using var nats = await NatsServer.StartAsync(_folder);
        await using var stream = await OpenedCluster.OpenAsync(OpenedCluster.Options(nats.Url));
        await using var reader = stream.ReadAsync(1, _end.Token).GetAsyncEnumerator();
        for (var number = 1; number <= count; number++)
        {
            var batch = new byte[bytes];
            OpenedCluster.Batch(number).CopyTo(batch, 0);
            Assert.That(await stream.PublishAsync(batch, _end.Token), Is.EqualTo(number));
        }

        for (var number = 1; number <= count; number++)
        {
            var entry = await OpenedCluster.NextAsync(reader);
            Assert.That((entry.Sequence, OpenedCluster.Number(entry), entry.Data.Length), Is.EqualTo((number, number, bytes)));
        }
    }

    [Test]
    public async Task A_reader_ends_if_the_log_begins_after_its_place()
    {
        await using var nats = await NatsServer.StartAsync(_folder);
        await using var stream = await OpenedCluster.OpenAsync(OpenedCluster.Options(nats.Url) with { KeepBytes = 1 << 20 });
        for (var number = 1; number <= 20; number++)
        {
            await stream.PublishAsync(new byte[100_000], _end.Token);
        }

        var (first, last) = await stream.BoundsAsync(_end.Token);
        Assert.That((first, last), Is.EqualTo((11L, 20L)));
        await using var reader = stream.ReadAsync(1, _end.Token).GetAsyncEnumerator();
        Assert.That(await reader.MoveNextAsync(), Is.False);
        Assert.That(_end.IsCancellationRequested, Is.False);
    }

    [Test]
    public async Task A_publish_that_is_settled_returns_nothing_and_a_reader_that_is_cancelled_ends()
    {
        await using var nats = await NatsServer.StartAsync(_folder);
        await using var stream = await OpenedCluster.OpenAsync(OpenedCluster.Options(nats.Url));
        await nats.Stopped();
        using var settled = new CancellationTokenSource();
        await using var reader = stream.ReadAsync(1, settled.Token).GetAsyncEnumerator(CancellationToken.None);
        var reading = reader.MoveNextAsync();
        var publishing = stream.PublishAsync(OpenedCluster.Batch(1), settled.Token);

        await settled.CancelAsync();

        Assert.That(await publishing.WaitAsync(TestTimeout.Limit), Is.Null);
        Assert.That(await reading.AsTask().WaitAsync(TestTimeout.Limit), Is.False);
        await Assert.ThrowsAsync<OperationCanceledException>(() => stream.BoundsAsync(settled.Token));
        await nats.Continued();
    }

    [Test]
    public async Task A_node_answers_the_questions_of_others()
    {
        await using var nats = await NatsServer.StartAsync(_folder);
        await using var one = await OpenedCluster.OpenAsync(OpenedCluster.Options(nats.Url));
        await using var other = await OpenedCluster.OpenAsync(OpenedCluster.Options(nats.Url) with { NodeId = "b" });
        Assert.That(await one.AskAsync("b", OpenedCluster.Batch(1), TestTimeout.Limit, _end.Token), Is.Null, "nobody serves yet");

        using var stop = new CancellationTokenSource();
        var unanswered = new TaskCompletionSource<byte[]>();
        var serving = other.ServeAsync("b", question => question.IsEmpty ? new ValueTask<byte[]>(unanswered.Task) : ValueTask.FromResult<byte[]>([.. question.Span, 7]), stop.Token);
        while (await one.AskAsync("b", new byte[] { 1, 2 }, TestTimeout.Limit, _end.Token) is not [1, 2, 7])
        {
            Assert.That(_end.IsCancellationRequested, Is.False, "the node does not answer");
        }

        Assert.That(await one.AskAsync("b", Array.Empty<byte>(), TimeSpan.FromMilliseconds(50), _end.Token), Is.Null, "it took too long");
        unanswered.SetResult([]);
        Assert.That(await one.AskAsync("b", new byte[] { 3 }, TestTimeout.Limit, _end.Token), Is.EqualTo(new byte[] { 3, 7 }));
        await stop.CancelAsync();
        await serving;
    }

    public void Dispose()
    {
        _folder.Dispose();
        _end.Dispose();
    }
}
