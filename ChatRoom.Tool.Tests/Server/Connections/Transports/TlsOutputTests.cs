using System.Net.Security;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Connections.Transports;

internal sealed class TlsOutputTests
{
    /// <summary>If the stream is closed when a write begins, the write fails as if there had been no handshake.</summary>
    [TestCase(false)]
    [TestCase(true)]
    public async Task A_write_to_a_closed_stream_is_a_lost_peer_and_no_bug(bool isClosedBefore)
    {
        await using var stream = new SslStream(new MemoryStream());
        var isReported = false;
        var output = new TlsOutput(stream, () => isReported = true);
        if (isClosedBefore)
        {
            stream.Dispose();
        }

        output.TrySend("hello\n"u8, default, out _);
        await output.Written.WaitAsync(TestTimeout.Limit);
        Assert.That(isReported);
        Assert.That(output.IsLost);
    }
}
