using System.Runtime.Versioning;
using ChatRoom.Server.Log.JetStream;
using ChatRoom.Server.Log.Records;
using ChatRoom.Tests.Support.Nats;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Time;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log.JetStream;

[UnsupportedOSPlatform("windows")]
internal sealed class SnapshotStoreTests : IDisposable
{
    private readonly ScratchDirectory _folder = new();
    private readonly CancellationTokenSource _end = new(TestTimeout.Limit);

    [Test]
    public async Task The_oldest_and_the_newest_of_the_wanted_snapshots_are_found()
    {
        await using var nats = await NatsServer.StartAsync(_folder);
        await using var stream = await OpenedCluster.OpenAsync(OpenedCluster.Options(nats.Url));
        Assert.That(await stream.FindSnapshotAsync(_ => true, oldest: true, _end.Token), Is.Null);
        var states = new Dictionary<long, byte[]>
        {
            [100] = Random(SnapshotStore.ChunkBytes),
            [300] = Random((2 * SnapshotStore.ChunkBytes) + 1),
            [200] = [],
        };
        foreach (var (position, state) in states)
        {
            Assert.That(await stream.StoreSnapshotAsync(position, state, _end.Token), Is.True);
        }

        await FindsAsync(stream, _ => true, oldest: true, 100, states[100]);
        await FindsAsync(stream, _ => true, oldest: false, 300, states[300]);
        await FindsAsync(stream, position => position > 100, oldest: true, 200, states[200]);
        await FindsAsync(stream, position => position < 300, oldest: false, 200, states[200]);
        Assert.That(await stream.FindSnapshotAsync(position => position > 300, oldest: true, _end.Token), Is.Null);
    }

    [Test]
    public async Task A_torn_or_damaged_snapshot_is_passed_over_until_somebody_stores_it_whole()
    {
        await using var nats = await NatsServer.StartAsync(_folder);
        await using var stream = await OpenedCluster.OpenAsync(OpenedCluster.Options(nats.Url));
        var state = Random((2 * SnapshotStore.ChunkBytes) + 1);
        await stream.StoreSnapshotAsync(1, state, _end.Token);
        await using var connection = new NatsConnection(new NatsOpts { Url = nats.Url });
        var context = new NatsJSContext(connection);
        var checksum = Checksum.Of(state);
        await PublishAsync(new SnapshotChunk(2, checksum, 0, 3), state[..SnapshotStore.ChunkBytes]);
        await PublishAsync(new SnapshotChunk(2, checksum, 2, 3), state[(2 * SnapshotStore.ChunkBytes)..]);
        await PublishAsync(new SnapshotChunk(3, checksum, 0, 1), state[1..100]);
        var ack = await context.PublishAsync("chatroom.chatroom.state.not.a.snapshot", state[..10], cancellationToken: _end.Token);
        ack.EnsureSuccess();

        await FindsAsync(stream, _ => true, oldest: false, 1, state);
        Assert.That(await stream.FindSnapshotAsync(position => position > 1, oldest: true, _end.Token), Is.Null);

        await stream.StoreSnapshotAsync(2, state, _end.Token);
        await FindsAsync(stream, position => position > 1, oldest: true, 2, state);

        async Task PublishAsync(SnapshotChunk chunk, byte[] data)
        {
            var stored = await context.PublishAsync(new ClusterNames("chatroom").Chunk(chunk), data, NatsRawSerializer<byte[]>.Default, cancellationToken: _end.Token);
            stored.EnsureSuccess();
        }
    }

    [TestCase(1, 0xABu, 0, 1)]
    [TestCase(long.MaxValue, uint.MaxValue, 6, 7)]
    public void A_subject_of_a_chunk_is_read_as_it_was_written(long position, uint checksum, int index, int count)
    {
        var chunk = new SnapshotChunk(position, checksum, index, count);

        Assert.That(SnapshotChunk.TryParse(new ClusterNames("x").Chunk(chunk), out var read), Is.True);
        Assert.That(read, Is.EqualTo(chunk));
    }

    [TestCase("chatroom.x.state.1.ab.1.1")]
    [TestCase("chatroom.x.state.-1.ab.0.1")]
    [TestCase("chatroom.x.state.1.xy.0.1")]
    [TestCase("1.2.3")]
    public void Another_subject_is_not_a_chunk(string subject) => Assert.That(SnapshotChunk.TryParse(subject, out _), Is.False);

    public void Dispose()
    {
        _folder.Dispose();
        _end.Dispose();
    }

    private static byte[] Random(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private async Task FindsAsync(ClusterStream stream, Func<long, bool> wanted, bool oldest, long position, byte[] state)
    {
        var found = await stream.FindSnapshotAsync(wanted, oldest, _end.Token);
        Assert.That(found?.Position, Is.EqualTo(position));
        Assert.That(found!.Value.State.AsSpan().SequenceEqual(state), Is.True);
    }
}
