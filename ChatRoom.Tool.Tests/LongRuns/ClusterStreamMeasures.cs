using System.Buffers.Binary;
using System.Runtime.Versioning;
using ChatRoom.Server.Log.JetStream;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Nats;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.LongRuns;

/// <summary>Measures the common log of a cluster with one and with three nats-servers on this machine. Prints the results and asserts nothing.</summary>
[Explicit("A measurement, for a build with -c Release.")]
[NonParallelizable]
[UnsupportedOSPlatform("windows")]
internal sealed class ClusterStreamMeasures : IDisposable
{
    private const int LineBytes = 64;
    private const int LinesOfBatch = 100;

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(5);

    private readonly ScratchDirectory _folder = new();
    private readonly TimeProvider _time = TimeProvider.System;

    [Test]
    public async Task Latency_batches_a_second_and_catching_up_are_measured([Values(1, 3)] int servers)
    {
        await using var single = servers == 1 ? await NatsServer.StartAsync(_folder) : null;
        await using var cluster = servers == 3 ? await NatsCluster.StartAsync(_folder) : null;
        var options = new ClusterOptions { Uris = cluster?.Urls ?? [single!.Url], NodeId = "a" };
        var (stream, failure) = await ClusterStream.OpenAsync(options, _time, TestContext.Out.WriteLine, CancellationToken.None);
        Assert.That(failure, Is.Null);
        await using (stream)
        {
            await MeasureLatencyAsync(stream!);
            await MeasureRateAsync(stream!, LineBytes, "single lines");
            await MeasureRateAsync(stream!, LineBytes * LinesOfBatch, $"batches of {LinesOfBatch} lines");
            await MeasureCatchUpAsync(stream!);
        }
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>From the call to publish until the batch is read, at 200 a second. The first half warms up.</summary>
    private async Task MeasureLatencyAsync(ClusterStream stream)
    {
        const int count = 2_000;
        var read = new List<double>();
        var reading = Task.Run(async () =>
        {
            await foreach (var entry in stream.ReadAsync(1, CancellationToken.None))
            {
                read.Add(_time.GetElapsedTime(BinaryPrimitives.ReadInt64LittleEndian(entry.Data.Span)).TotalMilliseconds);
                if (read.Count == count)
                {
                    break;
                }
            }
        });
        var batch = new byte[LineBytes];
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var number = 0; number < count; number++)
        {
            await timer.WaitForNextTickAsync();
            BinaryPrimitives.WriteInt64LittleEndian(batch, _time.GetTimestamp());
            await stream.PublishAsync(batch, CancellationToken.None);
        }

        await reading;
        var sorted = read.Skip(count / 2).Order().ToArray();
        TestContext.Out.WriteLine($"R{stream.Replicas}, nats-server {stream.ServerVersion}: publish to read p50 {sorted[sorted.Length / 2]:f3} ms, p99 {sorted[sorted.Length * 99 / 100]:f3} ms");
    }

    private async Task MeasureRateAsync(ClusterStream stream, int bytes, string what)
    {
        var batch = new byte[bytes];
        var begin = _time.GetTimestamp();
        var count = 0;
        for (; _time.GetElapsedTime(begin) < Length; count++)
        {
            await stream.PublishAsync(batch, CancellationToken.None);
        }

        TestContext.Out.WriteLine($"R{stream.Replicas}: {count / _time.GetElapsedTime(begin).TotalSeconds:f0} {what} a second, one in flight");
    }

    private async Task MeasureCatchUpAsync(ClusterStream stream)
    {
        const int single = 200_000;
        const int inFlight = 256;
        var (_, before) = await stream.BoundsAsync(CancellationToken.None);
        for (var number = 0; number < single; number += inFlight)
        {
            await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => stream.PublishAsync(new byte[LineBytes], CancellationToken.None)));
        }

        var (_, last) = await stream.BoundsAsync(CancellationToken.None);
        foreach (var from in new[] { 1, before + 1 })
        {
            var begin = _time.GetTimestamp();
            var bytes = 0L;
            await foreach (var entry in stream.ReadAsync(from, CancellationToken.None))
            {
                bytes += entry.Data.Length;
                if (entry.Sequence == last)
                {
                    break;
                }
            }

            var seconds = _time.GetElapsedTime(begin).TotalSeconds;
            TestContext.Out.WriteLine($"R{stream.Replicas}: caught up with {last - from + 1} entries at {(last - from + 1) / seconds:f0} a second, {bytes / seconds / 1e6:f0} MB/s");
        }
    }
}
