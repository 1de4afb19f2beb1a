using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Sending;

/// <summary>Requests byte by byte, as clients send them that no library of ours is like.</summary>
internal sealed class RawRequestTests
{
    [Test]
    public async Task A_request_may_come_split_anywhere_and_another_may_follow_over_the_same_connection()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var alice = await server.JoinAsync("alice");
        using var peer = await TestPeer.ConnectAsync(server.Web!.Port);
        foreach (var part in "POST /lobby HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\nhel".Chunk(7).Select(part => new string(part)))
        {
            await peer.Sends(part);
        }

        await peer.Sends("loPOST /lobby HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nyou\r\n0\r\n\r\n");
        await alice.Hears("web: hello", "web: you");
        foreach (var id in new[] { 2, 3 })
        {
            await peer.HearsLike("^HTTP/1.1 200 OK");
            await peer.HearsUpTo("^\r?$");
            await peer.Hears($"{{\"room\":\"lobby\",\"id\":{id},\"count\":1}}");
        }
    }

    [Test]
    public async Task A_client_that_goes_away_in_the_middle_of_its_body_says_nothing()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var alice = await server.JoinAsync("alice");
        using (var peer = await TestPeer.ConnectAsync(server.Web!.Port))
        {
            await peer.Sends("POST /lobby HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 500\r\n\r\nhello\n");
            peer.Dies();
        }

        await alice.SaysAndHears("nothing");
    }

    [Test]
    public async Task The_answer_to_an_old_client_ends_with_its_connection()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var alice = await server.JoinAsync("alice");
        using var peer = await TestPeer.ConnectAsync(server.Web!.Port);
        await peer.Sends("GET /lobby?poll&format=text HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n");
        Assert.That(await peer.HearsToTheEnd(), Does.StartWith("HTTP/1.1 200 OK\r\n").And.EndWith("\r\n\r\nalice joined!\n"));
    }

    [TestCase("10001\r\n", 65_537, "413", "too-long")]
    [TestCase("zz\r\n", 1, "400", "bad-request")]
    public async Task A_body_in_chunks_that_is_too_long_or_wrong_is_refused(string chunk, int length, string status, string code)
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var peer = await TestPeer.ConnectAsync(server.Web!.Port);
        await peer.Sends($"POST /lobby HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}{new string('x', length)}\r\n");
        await peer.HearsLike($"^HTTP/1.1 {status} ");
        await peer.HearsUpTo("^\r?$");
        await peer.HearsLike($"^{{\"error\":\"{code}\"");
    }
}
