using System.Net.Security;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Connections.Transports;

internal sealed class TlsOutputTests
{
    /// <summary>Where a stream is closed while a write begins, that fails as if keys had never been agreed on.</summary>
    [TestCase(false)]
    [TestCase(true)]
    public async Task A_stream_that_is_closed_when_something_is_written_is_lost_and_no_bug(bool isClosedBefore)
    {
        await using var stream = new SslStream(new MemoryStream());
        var isTold = false;
        var output = new TlsOutput(stream, () => isTold = true);
        if (isClosedBefore)
        {
            stream.Dispose();
        }

        output.TrySend("hello\n"u8, default, out _);
        await output.Written.WaitAsync(TestTimeout.Limit);
        Assert.That(isTold);
        Assert.That(output.IsLost);
    }
}
