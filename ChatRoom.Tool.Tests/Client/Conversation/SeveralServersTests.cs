using ChatRoom.Client.Options;
using ChatRoom.Protocol.Text;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Conversation;

/// <summary>A client that may use several servers of one room. The scripted servers share what a cluster's servers share: sessions, ids and logs.</summary>
internal sealed class SeveralServersTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly ScriptedServer _a = new();
    private readonly ScriptedServer _b = new();
    private readonly ScriptedServer _c = new();

    public void Dispose() => Array.ForEach([_a, _b, _c], server => server.Dispose());

    [Test]
    public async Task A_client_begins_at_the_next_server_if_one_refuses_the_connection()
    {
        _a.Dispose();
        var client = Start(_a, _b);
        using var peer = await _b.WelcomeAsync("ci");
        client.EndInput();
        await peer.Hears("quit");

        Assert.That(await client.Ends(), Is.Null);
        Assert.That(client.Errors, Is.Empty);
    }

    [Test]
    public async Task A_client_that_can_reach_no_server_names_all_with_the_reasons()
    {
        _a.Dispose();
        _b.Dispose();
        var failure = await Start(_a, _b).Ends();

        Assert.That(failure!.Outcome, Is.EqualTo(Outcome.CannotConnect));
        Assert.That(failure.Sentence, Is.EqualTo(
            $"none of the 2 servers can be used: cannot connect to {_a.EndPoint}: nothing listens there, and cannot connect to {_b.EndPoint}: nothing listens there; "
            + "check the addresses, or try again later"));
    }

    [Test]
    public async Task Each_server_is_tried_once_before_the_first_delay()
    {
        var client = Start(_a, _b, _c);
        foreach (var server in new[] { _a, _b, _c })
        {
            (await server.AcceptAsync()).Dispose();
        }

        await _time.Passes(TimeSpan.FromMilliseconds(100));
        (await _a.AcceptAsync()).Dispose();
        using var peer = await _b.WelcomeAsync("ci");
        client.EndInput();
        Assert.That(await client.Ends(), Is.Null);
    }

    [TestCase("error draining 0 The server is shutting down.")]
    [TestCase("bye draining The server is shutting down.")]
    [TestCase("bye cut-off This server is cut off.")]
    [TestCase("error not-written 0 The server cannot write that to its log.")]
    public async Task A_join_that_a_server_refuses_for_itself_goes_to_the_next(string answer)
    {
        var client = Start(_a, _b);
        using (var refusing = await _a.GreetAsync("ci"))
        {
            await refusing.HearsLike("^join lobby ci ");
            await refusing.Says(answer);
            Assert.That(await refusing.HearsToTheEnd(), Is.Empty);
        }

        using var peer = await _b.WelcomeAsync("ci");
        client.EndInput();
        Assert.That(await client.Ends(), Is.Null);
    }

    [TestCase("error name-taken 0 The name ci is taken; choose another.", "name-taken")]
    [TestCase("bye banned You are banned.", "banned")]
    [TestCase("error password-refused 0 That is not the password of this server.", "password-refused")]
    public async Task A_refusal_that_all_servers_share_is_final(string answer, string code)
    {
        var client = Start(_a, _b);
        using var refusing = await _a.GreetAsync("ci");
        await refusing.HearsLike("^join lobby ci ");
        await refusing.Says(answer);

        var failure = await client.Ends();
        Assert.That((failure!.Outcome, failure.Code), Is.EqualTo((Outcome.Refused, code)));
    }

    [Test]
    public async Task Lines_without_an_acknowledgement_go_to_the_next_server_and_nothing_is_said_or_shown_twice()
    {
        var client = Start(_a, _b);
        await client.Feed("one\ntwo\nthree\n");
        string session;
        using (var first = await _a.GreetAsync("ci"))
        {
            session = (await first.HearsLike("^join lobby ci session=[0-9a-z]{32} log elsewhere$")).Split('=', ' ')[4];
            await first.Says("session 0");
            await first.Says("log lobby abc");
            await first.Says("welcome lobby ci 6 1700000000000 1");
            await first.Hears("say 1 lobby one", "say 2 lobby two", "say 3 lobby three");
            await first.Says("message 7 1700000000000 lobby ci one");
            await first.Says("ack 1 7");
            await first.Says("message 8 1700000000000 lobby ci two");
            await client.HasPrinted("ci: two\n");
        }

        using var second = await _b.GreetAsync("ci");
        Assert.That(await second.NextLine(), Is.EqualTo($"join lobby ci resume={session} after=8 log=abc elsewhere"));
        await second.Says("session 2");
        await second.Says("log lobby abc");
        await second.Says("welcome lobby ci 8 1700000000000 1");
        await second.Hears("say 3 lobby three");
        await second.Says("message 9 1700000000000 lobby ci three");
        await second.Says("ack 3 9");
        client.EndInput();
        await second.Hears("quit");

        Assert.That(await client.Ends(), Is.Null);
        Assert.That(client.Output, Is.EqualTo("ci: one\nci: two\nci: three\n"));
        Assert.That(client.Errors, Is.EqualTo(
            $"chatroom: the connection to {_a.EndPoint} was lost; reconnecting\nchatroom: connected to {_b.EndPoint} instead\n"));
    }

    [Test]
    public async Task A_client_that_lost_its_server_tries_each_other_one_before_the_first_delay_and_then_all()
    {
        var client = Start(_a, _b, _c);
        (await _a.WelcomeAsync("ci")).Dispose();
        (await _b.AcceptAsync()).Dispose();
        (await _c.AcceptAsync()).Dispose();
        await _time.Passes(TimeSpan.FromMilliseconds(100));
        foreach (var server in new[] { _a, _b, _c })
        {
            (await server.AcceptAsync()).Dispose();
        }

        await _time.Passes(TimeSpan.FromMilliseconds(200));
        using var peer = await _a.WelcomeAsync("ci");
        await client.HasExplained($"connected to {_a.EndPoint} again");
        client.EndInput();
        Assert.That(await client.Ends(), Is.Null);
    }

    [Test]
    public async Task Servers_that_accept_and_close_at_once_are_not_tried_over_and_over_without_a_delay()
    {
        var client = Start(_a, _b);
        (await _a.WelcomeAsync("ci")).Dispose();
        (await _b.WelcomeAsync("ci")).Dispose();
        await _time.Passes(TimeSpan.FromMilliseconds(100));
        (await _a.WelcomeAsync("ci")).Dispose();
        (await _b.WelcomeAsync("ci")).Dispose();
        await _time.Passes(TimeSpan.FromMilliseconds(200));
        using var peer = await _a.WelcomeAsync("ci");
        client.EndInput();
        Assert.That(await client.Ends(), Is.Null);
    }

    [TestCase("retry 3000", "bye draining The server is shutting down.")]
    [TestCase("retry 0", "bye cut-off This server is cut off from the other servers of the room; the client goes on at another one.")]
    public async Task A_client_that_is_sent_away_goes_to_the_next_server_at_once(string retry, string bye)
    {
        var client = Start(_a, _b);
        using (var first = await _a.WelcomeAsync("ci"))
        {
            await first.Says(retry);
            await first.Says(bye);
        }

        using var second = await _b.WelcomeAsync("ci");
        await client.HasExplained($"connected to {_b.EndPoint} instead");
        client.EndInput();
        Assert.That(await client.Ends(), Is.Null);
    }

    [Test]
    public async Task A_client_that_its_own_late_entry_at_the_last_server_replaces_comes_again_once()
    {
        var client = Start(_a, _b);
        (await _a.WelcomeAsync("ci")).Dispose();
        using (var second = await _b.WelcomeAsync("ci"))
        {
            await client.HasExplained($"connected to {_b.EndPoint} instead");
            await second.Says("bye replaced Your session goes on over another connection.");
        }

        await _time.Passes(TimeSpan.FromMilliseconds(100));
        using var third = await _a.WelcomeAsync("ci");
        await client.HasExplained($"connected to {_a.EndPoint} instead");
        await third.Says("bye replaced Your session goes on over another connection.");
        Assert.That((await client.Ends())!.Outcome, Is.EqualTo(Outcome.Lost), "the second time it is another client");
    }

    [Test]
    public async Task A_client_that_knows_no_other_server_stays_with_one_that_is_cut_off()
    {
        var client = Start(_a);
        using (var first = await _a.WelcomeAsync("ci", "join lobby ci"))
        {
            await first.Says("retry 0");
            await first.Says("bye cut-off This server is cut off.");
        }

        await _time.Passes(TimeSpan.FromMilliseconds(100));
        using var second = await _a.GreetAsync("ci");
        Assert.That(await second.HearsLike("^join lobby ci resume="), Does.Not.Contain("elsewhere"));
        await second.Says("session 0");
        await second.Says("welcome lobby ci 0 1700000000000 1");
        await client.HasExplained("again");
        client.EndInput();
        await second.Hears("quit");
        Assert.That(await client.Ends(), Is.Null);
    }

    [Test]
    public async Task A_server_names_the_others_and_the_client_goes_on_there()
    {
        _c.Dispose();
        var client = Start(_a);
        using (var first = await _a.WelcomeAsync("ci"))
        {
            await first.Says($"servers {_a.EndPoint} not-an-address {_c.EndPoint} {_b.EndPoint}");
            await first.Says("message 1 1700000000000 lobby bob hi");
            await client.HasPrinted("bob: hi\n");
        }

        using var second = await _b.WelcomeAsync("ci");
        await client.HasExplained($"connected to {_b.EndPoint} instead");
        client.EndInput();
        Assert.That(await client.Ends(), Is.Null);
        Assert.That(client.Output, Is.EqualTo("bob: hi\n"));
    }

    [Test]
    public async Task A_name_that_is_taken_at_one_server_is_tried_again_after_the_delay()
    {
        var client = Start(_a, _b, _c);
        (await _a.WelcomeAsync("ci")).Dispose();
        using (var taken = await _b.GreetAsync("ci"))
        {
            await taken.HearsLike("^join lobby ci ");
            await taken.Says("error name-taken 0 The name ci is taken; choose another.");
            Assert.That(await taken.HearsToTheEnd(), Is.Empty);
        }

        await _time.Passes(TimeSpan.FromMilliseconds(100));
        using var third = await _c.WelcomeAsync("ci");
        client.EndInput();
        Assert.That(await client.Ends(), Is.Null);
        Assert.That(client.Errors, Does.Contain("# The name ci is taken; choose another.\n"));
    }

    [Test]
    public async Task A_server_that_is_none_is_reported_and_passed_over_until_there_is_no_other()
    {
        var client = Start(_a, _b);
        (await _a.WelcomeAsync("ci")).Dispose();
        await Answers(_b, "SSH-2.0-OpenSSH_9.2\r\n");
        await _time.Passes(TimeSpan.FromMilliseconds(100));
        await Answers(_a, "SSH-2.0-OpenSSH_9.2\r\n");

        var failure = await client.Ends();
        Assert.That(failure!.Outcome, Is.EqualTo(Outcome.ProtocolError));
        Assert.That(failure.Sentence, Does.StartWith($"the server at {_a.EndPoint} is not a chat room"));
        Assert.That(client.Errors, Does.Contain($"# the server at {_b.EndPoint} is not a chat room"));
    }

    private static async Task Answers(ScriptedServer server, string bytes)
    {
        using var peer = await server.AcceptAsync();
        await peer.Sends(bytes);
        peer.ClosesItsSide();
    }

    /// <summary>A client that tries these servers in this order.</summary>
    private PipedClient Start(params ScriptedServer[] servers)
    {
        ServerAddress[] addresses = [.. servers.Select(server => new ServerAddress("127.0.0.1", server.EndPoint.Port))];
        return PipedClient.Start(
            new ClientOptions
            {
                Host = addresses[0].Host,
                Port = addresses[0].Port,
                Others = addresses[1..],
                Random = new SameOrder(),
                Time = _time,
                Reconnect = Reconnects.Steady,
            },
            "ci");
    }
}
