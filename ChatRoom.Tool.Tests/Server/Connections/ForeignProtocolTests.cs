using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Connections;

/// <summary>Programs that connect to the wrong port: they do not join, and they are sent an explanation.</summary>
internal sealed class ForeignProtocolTests
{
    private const string Http = "# This is a chat room, not a web server: join it with 'chatroom client', or with 'nc HOST PORT'.";
    private const string Irc = "# This is not the port for IRC: start the server with --irc 6667, and connect to that port.";
    private const string Other = "# This is a chat room, not a server for that program: join it with 'chatroom client', or with 'nc HOST PORT'.";

    [TestCase("POST / HTTP/1.1\r\nHost: 127.0.0.1:5500\r\nUser-Agent: curl/8\r\n\r\nhello", Http)]
    [TestCase("GET /room?a=b HTTP/1.1\r\nHost: x\r\n\r\n", Http)]
    [TestCase("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Http)]
    [TestCase("CONNECT example.org:443 HTTP/1.1\r\n\r\n", Http)]
    [TestCase("EHLO example.org\r\nQUIT\r\n", Other)]
    [TestCase("*1\r\n$4\r\nPING\r\n", Other)]
    [TestCase("\u0016\u0003\u0001\u0002\0", Other)]
    [TestCase("SSH-2.0-OpenSSH_9.2p1\r\n", Other)]
    [TestCase("CAP LS 302\r\nNICK wee\r\nUSER wee 0 * :wee\r\n", Irc)]
    [TestCase("NICK ii\r\nUSER ii localhost 127.0.0.1 :ii\r\n", Irc)]
    public async Task A_foreign_program_is_sent_an_explanation_and_does_not_join(string sent, string explanation)
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        using var stranger = await server.ConnectAsync();
        await stranger.HearsBytes("NAME");

        await stranger.Sends(sent);

        await stranger.Hears(explanation);
        Assert.That(await stranger.HearsToTheEnd(), Is.Empty);
        await alice.Says("fence");
        await alice.Hears("alice: fence");
    }

    [Test]
    public async Task A_request_with_a_long_path_is_recognized()
    {
        await using var server = RunningServer.Start();
        using var stranger = await server.ConnectAsync();
        await stranger.HearsBytes("NAME");

        await stranger.Sends($"GET /{new string('x', 3000)} HTTP/1.1\r\n\r\n");

        await stranger.Hears(Http);
    }

    [Test]
    public async Task A_request_line_that_arrives_in_pieces_is_recognized()
    {
        var time = new ManualTime();
        var options = RunningServer.Options with { Time = time };
        await using var server = RunningServer.Start(options);
        using var stranger = await server.ConnectAsync();
        await stranger.HearsBytes("NAME");

        await stranger.Sends("GET / HT");
        await time.Passes(options.DialectTimeout);

        await stranger.Hears(Http);
    }

    [TestCase("GET")]
    [TestCase("SSH")]
    public async Task A_name_like_the_start_of_a_request_is_a_name(string name)
    {
        await using var server = RunningServer.Start();
        using var peer = await server.JoinAsync(name);
        await peer.Says("hi");
        await peer.Hears($"{name}: hi");
    }
}
