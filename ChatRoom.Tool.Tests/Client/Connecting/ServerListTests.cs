using ChatRoom.Client.Connecting;
using ChatRoom.Client.Options;
using ChatRoom.Protocol.Text;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Connecting;

/// <summary>The servers of a client, and the order in which it tries them.</summary>
internal sealed class ServerListTests
{
    [Test]
    public void The_order_is_random_and_holds_each_server_once() => Fuzz.Each(
        Samples.Number(0, int.MaxValue),
        seed =>
        {
            var options = Servers("a:1", "b:2", "c:3", "d:4") with { Random = new Random(seed) };
            Assert.That(options.InRandomOrder().AllServers, Is.EquivalentTo(options.AllServers));
        });

    [Test]
    public void Many_clients_spread_over_the_servers()
    {
        var options = Servers("a:1", "b:2", "c:3") with { Random = new Random(1) };
        var firsts = Enumerable.Range(0, 3000).Select(_ => options.InRandomOrder().Address).CountBy(address => address);
        Assert.That(firsts.Select(first => first.Value), Has.Exactly(3).Items.And.All.InRange(850, 1150));
    }

    [Test]
    public void After_an_outage_each_other_server_comes_at_once_and_after_each_delay_all()
    {
        var list = new ServerList(Servers("a:1", "b:2", "c:3"));
        list.BeginOutage();
        Assert.That(Round(list), Is.EqualTo(new[] { "b:2", "c:3" }));
        list.BeginRound();
        Assert.That(Round(list), Is.EqualTo(new[] { "a:1", "b:2", "c:3" }));
        list.BeginRound();
        list.EndRound();
        Assert.That(list.HasNextAtOnce, Is.False);
    }

    [Test]
    public void The_only_server_comes_after_a_delay()
    {
        var list = new ServerList(Servers("a:1"));
        list.BeginOutage();
        Assert.That(Round(list), Is.Empty);
        list.BeginRound();
        Assert.That(Round(list), Is.EqualTo(new[] { "a:1" }));
    }

    [Test]
    public void Named_servers_follow_the_given_ones_and_the_newest_list_counts()
    {
        var list = new ServerList(Servers("a:1", "b:2"));
        list.Learn(Addresses("c:3", "A:1", "d:4", "c:3"));
        Assert.That(list.Present.Addresses, Is.EqualTo("a:1,b:2,c:3,d:4"));

        list.Learn(Addresses("e:5", "d:4"));
        Assert.That(list.Present.Addresses, Is.EqualTo("a:1,b:2,d:4,e:5"));

        list.Learn([]);
        Assert.That(list.Present.Addresses, Is.EqualTo("a:1,b:2"), "the given ones stay");
    }

    [Test]
    public void A_named_server_that_the_client_uses_stays()
    {
        var list = new ServerList(Servers("a:1"));
        list.Learn(Addresses("b:2", "c:3"));
        list.BeginOutage();
        Assert.That(list.MoveOn().Address, Is.EqualTo("b:2"));
        list.Learn(Addresses("d:4"));

        Assert.That(list.Present.Addresses, Is.EqualTo("b:2,d:4,a:1"));
    }

    [Test]
    public void A_server_cannot_name_more_servers_than_the_limit()
    {
        var list = new ServerList(Servers("a:1"));
        for (var from = 1; from < 1000; from += 100)
        {
            list.Learn([.. Enumerable.Range(from, 100).Select(port => new ServerAddress("b", port))]);
            Assert.That(list.Count, Is.EqualTo(65));
        }
    }

    [Test]
    public void Without_TLS_a_client_of_this_machine_goes_to_no_other_machine()
    {
        var here = new ServerList(Servers("127.0.0.1:1", "localhost:2"));
        here.Learn(Addresses("10.0.0.5:3", "[::1]:4"));
        Assert.That(here.Present.Addresses, Is.EqualTo("127.0.0.1:1,localhost:2,[::1]:4"));

        var encrypted = new ServerList(Servers("127.0.0.1:1") with { Tls = new ClientTlsOptions() });
        encrypted.Learn(Addresses("10.0.0.5:3"));
        Assert.That(encrypted.Present.Addresses, Is.EqualTo("127.0.0.1:1,10.0.0.5:3"));
        encrypted.BeginOutage();
        Assert.That(encrypted.MoveOn().Tls, Is.Not.Null, "the next server is no less encrypted");
    }

    [Test]
    public async Task Each_server_is_tried_until_one_answers_which_is_the_first_next_time()
    {
        var list = new ServerList(Servers("a:1", "b:2", "c:3"));
        Assert.That(await TryAsync(list, "c:3", Outcome.Lost), Is.EqualTo(("c:3", (Failure?)null, "a:1 b:2 c:3")));
        Assert.That(await TryAsync(list, "b:2", Outcome.CannotConnect), Is.EqualTo(("b:2", (Failure?)null, "c:3 a:1 b:2")));
    }

    [Test]
    public async Task A_refusal_that_the_others_share_ends_the_search()
    {
        var list = new ServerList(Servers("a:1", "b:2"));
        var (_, failure, tried) = await TryAsync(list, "none", Outcome.Refused, "name-taken");
        Assert.That((failure!.Code, tried), Is.EqualTo(("name-taken", "a:1")));
    }

    [TestCase(Outcome.Refused, "draining", Outcome.Refused)]
    [TestCase(Outcome.Refused, "cut-off", Outcome.Refused)]
    [TestCase(Outcome.Refused, "not-written", Outcome.Refused)]
    [TestCase(Outcome.CannotConnect, "", Outcome.CannotConnect)]
    [TestCase(Outcome.ProtocolError, "", Outcome.ProtocolError)]
    [TestCase(Outcome.Lost, "", Outcome.Lost)]
    public async Task If_none_answers_one_sentence_names_all_with_their_reasons(Outcome outcome, string code, Outcome expected)
    {
        var list = new ServerList(Servers("a:1", "b:2"));
        var (_, failure, tried) = await TryAsync(list, "none", outcome, code);

        Assert.That((failure!.Outcome, tried), Is.EqualTo((expected, "a:1 b:2")));
        Assert.That(failure.Sentence, Is.EqualTo(
            "none of the 2 servers can be used: a:1 is not there, and b:2 is not there; check the addresses, or try again later"));
    }

    [Test]
    public async Task A_single_server_fails_in_its_own_words()
    {
        var (_, failure, _) = await TryAsync(new ServerList(Servers("a:1")), "none", Outcome.CannotConnect);
        Assert.That(failure!.Sentence, Is.EqualTo("a:1 is not there; start it"));
    }

    [Test]
    public void Different_failures_of_several_servers_are_that_none_can_be_reached() => Assert.That(
        Failure.OfAll([
            new FailedServer("a:1", new Failure(Outcome.CannotConnect, "cannot connect to a:1: nothing listens there; start a room")),
            new FailedServer("b:2", new Failure(Outcome.Refused, "The server is shutting down.", "draining"))]),
        Is.EqualTo(new Failure(
            Outcome.CannotConnect,
            "none of the 2 servers can be used: cannot connect to a:1: nothing listens there, and b:2: The server is shutting down; check the addresses, or try again later")));

    private static ClientOptions Servers(params string[] addresses)
    {
        var servers = Addresses(addresses);
        return new ClientOptions { Host = servers[0].Host, Port = servers[0].Port, Others = servers[1..], Random = new SameOrder() };
    }

    private static ServerAddress[] Addresses(params string[] addresses) =>
        [.. addresses.Select(text => ServerAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text))];

    private static List<string> Round(ServerList list)
    {
        List<string> tried = [];
        while (list.HasNextAtOnce)
        {
            tried.Add(list.MoveOn().Address);
        }

        return tried;
    }

    /// <summary>Tries the servers, of which one answers.</summary>
    private static async Task<(string? Answering, Failure? Failure, string Tried)> TryAsync(ServerList list, string answering, Outcome outcome, string code = "")
    {
        List<string> tried = [];
        var (result, failure) = await list.TryEachAsync(server =>
        {
            tried.Add(server.Address);
            return Task.FromResult(server.Address == answering
                ? (server.Address, null)
                : ((string?)null, (Failure?)new Failure(outcome, $"{server.Address} is not there; start it", code)));
        });
        return (result, failure, string.Join(' ', tried));
    }
}
