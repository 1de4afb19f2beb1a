using System.Buffers.Binary;
using ChatRoom.Server.Log.JetStream;
using ChatRoom.Server.Options;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log.JetStream;

/// <summary>Opens a cluster's log for a test, and makes batches that are numbers.</summary>
internal static class OpenedCluster
{
    public static ClusterOptions Options(params string[] urls) => new() { Uris = urls, NodeId = "a" };

    public static async Task<ClusterStream> OpenAsync(ClusterOptions options, Action<string>? report = null)
    {
        var (stream, failure) = await ClusterStream.OpenAsync(options, TimeProvider.System, report ?? (_ => { }), CancellationToken.None);
        Assert.That(failure, Is.Null);
        return stream!;
    }

    public static async Task<ClusterFailure> FailsToOpenAsync(ClusterOptions options)
    {
        var (stream, failure) = await ClusterStream.OpenAsync(options, TimeProvider.System, _ => { }, CancellationToken.None);
        if (stream is not null)
        {
            await stream.DisposeAsync();
        }

        Assert.That(failure, Is.Not.Null);
        return failure!;
    }

    public static byte[] Batch(int number)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return bytes;
    }

    public static int Number(StreamEntry entry) => BinaryPrimitives.ReadInt32LittleEndian(entry.Data.Span);

    /// <summary>The next entry of a reader.</summary>
    public static async Task<StreamEntry> NextAsync(IAsyncEnumerator<StreamEntry> reader)
    {
        Assert.That(await reader.MoveNextAsync(), Is.True, "the reader ended");
        return reader.Current;
    }
}
