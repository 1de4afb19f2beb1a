using ChatRoom.Server.Doors.Web.Engine;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Rules;

/// <summary>Requests that are too large, too slow or ambiguous end before anything looks at them.</summary>
internal sealed class HttpLimitTests
{
    private const string Post = "POST /lobby HTTP/1.1\r\nHost: localhost\r\n";

    private static readonly object[] Requests =
    [
        new object[] { "the first line", $"GET /{new string('a', WebLimits.RequestLine)} HTTP/1.1\r\nHost: localhost\r\n\r\n", 414 },
        new object[] { "the number of headers", $"GET / HTTP/1.1\r\nHost: localhost\r\n{string.Concat(Enumerable.Repeat("a: b\r\n", WebLimits.Headers))}\r\n", 431 },
        new object[] { "the bytes of all headers", $"GET / HTTP/1.1\r\nHost: localhost\r\na: {new string('b', WebLimits.HeaderBytes)}\r\n\r\n", 431 },
        new object[] { "the body", $"{Post}Content-Length: {WebLimits.Body + 1}\r\n\r\n", 413 },
        new object[] { "a body in chunks", $"{Post}Transfer-Encoding: chunked\r\n\r\n{WebLimits.Body + 1:x}\r\n{new string('a', WebLimits.Body + 1)}\r\n0\r\n\r\n", 413 },
        new object[] { "two lengths", $"{Post}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", 400 },
        new object[] { "two lengths in one", $"{Post}Content-Length: 5, 6\r\n\r\nhello!", 400 },
        new object[] { "a length that is none", $"{Post}Content-Length: 0x5\r\n\r\nhello", 400 },
        new object[] { "a negative length", $"{Post}Content-Length: -5\r\n\r\nhello", 400 },
        new object[] { "a length and chunks", $"{Post}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400 },
        new object[] { "chunks that are not the last coding", $"{Post}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", 400 },
        new object[] { "an unknown coding", $"{Post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400 },
        new object[] { "a chunk size that is none", $"{Post}Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n", 400 },
        new object[] { "a line end without CR", "GET / HTTP/1.1\nHost: localhost\n\n", 400 },
        new object[] { "a header that goes on in the next line", "GET / HTTP/1.1\r\nHost: localhost\r\na: b\r\n c\r\n\r\n", 400 },
        new object[] { "a space before the colon", "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length : 5\r\n\r\nhello", 400 },
        new object[] { "a NUL in a header", "GET / HTTP/1.1\r\nHost: localhost\r\na: b\0c\r\n\r\n", 400 },
        new object[] { "two hosts", "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400 },
        new object[] { "no host", "GET / HTTP/1.1\r\n\r\n", 400 },
        new object[] { "two hosts that differ", "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400 },
    ];

    [TestCaseSource(nameof(Requests))]
    public async Task A_bad_request_is_answered_and_disconnected(string what, string request, int status)
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var alice = await server.JoinAsync("alice");
        using var peer = await TestPeer.ConnectAsync(server.Web!.Port);

        // A second request in the same bytes must not be answered: it is what an attacker smuggles past a proxy.
        await peer.Sends(request + "POST /lobby HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8\r\n\r\nsmuggled");

        var answer = await peer.HearsToTheEnd();
        Assert.That(answer, Does.StartWith($"HTTP/1.1 {status} "), what);
        Assert.That(answer.Split("HTTP/1.1 "), Has.Length.EqualTo(2), "one answer");
        Assert.That(answer, Does.Not.Contain("Server:"));
        await alice.SaysAndHears("nothing was smuggled");
    }

    [Test]
    public void The_times_of_a_request_are_limited()
    {
        var limits = WebLimits.NewOptions().Limits;
        Assert.That(limits.RequestHeadersTimeout, Is.EqualTo(TimeSpan.FromSeconds(10)));
        Assert.That(limits.KeepAliveTimeout, Is.EqualTo(TimeSpan.FromSeconds(15)));
        Assert.That(limits.MinRequestBodyDataRate, Is.Not.Null);
    }

    [Test]
    public async Task The_largest_request_is_answered()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var peer = await TestPeer.ConnectAsync(server.Web!.Port);
        await peer.Sends($"GET /-/health?{new string('a', 8000)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{string.Concat(Enumerable.Repeat($"a: {new string('b', 200)}\r\n", 60))}\r\n");
        Assert.That(await peer.HearsToTheEnd(), Does.StartWith("HTTP/1.1 200 "));
    }
}
