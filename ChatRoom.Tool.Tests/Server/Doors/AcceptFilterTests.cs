using System.Net;
using ChatRoom.Server.Doors;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors;

/// <summary>Connections that are refused before NAME: by address, by number and by rate.</summary>
internal sealed class AcceptFilterTests
{
    private const string TooMany = "! There are too many connections from your address; close one, or try again later.\n";
    private const string TooFast = "! Your address connects too often; try again in a moment.\n";
    private const string NotAllowed = "! This server takes no connections from your address.\n";

    private static readonly IPAddress Other = IPAddress.Parse("127.0.0.2");

    private readonly ManualTime _time = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatroom-");

    [TearDown]
    public void Delete() => _folder.Delete(recursive: true);

    [Test]
    public async Task Each_address_may_have_a_number_of_connections()
    {
        await using var server = RunningServer.Start(With(new ServerLimits { LimitsLoopback = true, MaxPerAddress = 2 }));
        using var alice = await server.JoinAsync("alice");
        using var bob = await server.JoinAsync("bob");

        Assert.That(await Answer(server), Is.EqualTo(TooMany));
        using var carol = await server.JoinAsync("carol", from: Other);

        // The place is free when the connection is closed completely.
        bob.Dispose();
        using var patience = new CancellationTokenSource(TestTimeout.Limit);
        while (await Answer(server) == TooMany)
        {
            Assert.That(patience.IsCancellationRequested, Is.False, "the place is not freed");
        }
    }

    [Test]
    public async Task Each_address_may_connect_at_a_rate()
    {
        await using var server = RunningServer.Start(With(new ServerLimits { LimitsLoopback = true, ConnectRate = 2, ConnectBurst = 3 }));
        for (var i = 0; i < 3; i++)
        {
            Assert.That(await Answer(server), Is.EqualTo("NAME"));
        }

        Assert.That(await Answer(server), Is.EqualTo(TooFast));
        Assert.That(await Answer(server, Other), Is.EqualTo("NAME"));

        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.That(await Answer(server), Is.EqualTo("NAME"));
        Assert.That(await Answer(server), Is.EqualTo(TooFast));
    }

    [Test]
    public async Task Connections_from_loopback_are_not_limited_by_default()
    {
        await using var server = RunningServer.Start(With(new ServerLimits { MaxPerAddress = 1, ConnectRate = 1, ConnectBurst = 1 }));
        using var alice = await server.JoinAsync("alice");
        using var bob = await server.JoinAsync("bob");
        using var carol = await server.JoinAsync("carol", from: Other);
    }

    [Test]
    public async Task Refused_connections_are_reported_once_and_then_as_a_count()
    {
        var log = new OperatorLog();
        var options = With(new ServerLimits { LimitsLoopback = true, ConnectRate = 1, ConnectBurst = 1 });
        var filter = new AcceptFilter(options, new ServerEvents(log, new EventOptions { ShowsAddresses = true }) { Unwritten = () => 0 });
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        for (var i = 0; i < 10; i++)
        {
            using var peer = await TestPeer.ConnectAsync(((IPEndPoint)listener.LocalEndpoint).Port);
            using var accepted = await listener.AcceptSocketAsync();
            Assert.That(filter.TryAdmit(accepted, Door.Tcp, out _), Is.EqualTo(i == 0));
        }

        await log.Says("turned away a connection from 127.0.0.1: too often from one address (--connect-rate)");
        filter.Report();
        log.SaysNothingElse();
        _time.Advance(AcceptFilter.ReportInterval);
        filter.Report();
        await log.Says("turned away 8 more connections: too often from one address (--connect-rate)");
        _time.Advance(AcceptFilter.ReportInterval);
        filter.Report();
        log.SaysNothingElse();
    }

    [Test]
    public async Task An_allow_list_refuses_all_others_even_loopback()
    {
        var allow = Write("allow", "127.0.0.2 # the lab");
        await using var server = RunningServer.Start(With(new ServerLimits()) with { AllowFile = allow });

        Assert.That(await Answer(server), Is.EqualTo(NotAllowed));
        Assert.That(await Answer(server, Other), Is.EqualTo("NAME"));
    }

    [Test]
    public async Task The_deny_list_wins_and_closes_open_connections()
    {
        var allow = Write("allow", "127.0.0.0/8");
        var deny = Write("deny", "192.0.2.1");
        var server = RunningServer.Start(With(new ServerLimits()) with { AllowFile = allow, DenyFile = deny });
        await using (server)
        {
            using var alice = await server.JoinAsync("alice");
            using var bob = await server.JoinAsync("bob", from: Other);
            using var late = await TestPeer.ConnectAsync(server.EndPoint.Port, from: Other);
            await late.HearsBytes("NAME");
            await alice.Hears("bob joined!");

            Write("deny", "127.0.0.2/31");
            server.Reload();

            await bob.Hears("# Your address may not be on this server any more.");
            await bob.IsCutOff();
            await late.Says("late");
            Assert.That(await late.HearsToTheEnd(), Does.EndWith("# Your address may not be on this server any more.\n"));
            Assert.That(await Answer(server, Other), Is.EqualTo(NotAllowed));
            await alice.Hears("bob left!");
        }

        Assert.That(server.Log.ToString(), Does.Contain("reloaded the deny list: 1 network, which ends 1 connection"));
    }

    [Test]
    public async Task A_bad_list_leaves_the_old_one_in_force()
    {
        var deny = Write("deny", "127.0.0.2");
        var server = RunningServer.Start(With(new ServerLimits()) with { DenyFile = deny });
        await using (server)
        {
            Write("deny", "# mine\nexample.org");
            server.Reload();
            Assert.That(await Answer(server, Other), Is.EqualTo(NotAllowed));
        }

        Assert.That(server.Log.ToString(), Does.Contain($"the deny list stays as it was: line 2 of {deny} is not a network; write ADDRESS or ADDRESS/N"));
    }

    [Test]
    public void Addresses_of_one_IPv6_network_count_as_one_and_idle_entries_are_dropped()
    {
        var table = new AddressTable(_time);
        var limits = new ServerLimits { MaxPerAddress = 1, ConnectRate = 10 };
        var one = IPAddress.Parse("2001:db8::1");
        var sibling = IPAddress.Parse("2001:db8::ffff:2");
        var neighbour = IPAddress.Parse("2001:db8:0:1::1");

        Assert.That(table.TryAdd(one, limits), Is.Null);
        Assert.That(table.TryAdd(sibling, limits), Is.EqualTo(CloseReason.TooMany));
        Assert.That(table.TryAdd(neighbour, limits), Is.Null);

        _time.Advance(TimeSpan.FromSeconds(1));
        table.Remove(one);
        table.Remove(neighbour);
        Assert.That(table.Count, Is.Zero);
    }

    [Test]
    public void The_table_is_bounded_for_any_number_of_addresses()
    {
        var table = new AddressTable(_time);
        var limits = new ServerLimits();
        var bytes = IPAddress.Parse("2001:db8::").GetAddressBytes();
        var largest = 0;
        for (var i = 0; i < 5 * AddressTable.MaxIdle; i++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), i);
            var address = new IPAddress(bytes);
            Assert.That(table.TryAdd(address, limits), Is.Null);
            table.Remove(address);
            largest = Math.Max(largest, table.Count);
        }

        Assert.That(largest, Is.LessThanOrEqualTo(2 * AddressTable.MaxIdle));
    }

    private ServerOptions With(ServerLimits limits) => RunningServer.Options with { Time = _time, Limits = new LimitsInForce(limits) };

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text + "\n");
        return path;
    }

    /// <summary>The first bytes that a new connection is sent: NAME, or a line and the end.</summary>
    private static async Task<string> Answer(RunningServer server, IPAddress? from = null)
    {
        using var peer = await TestPeer.ConnectAsync(server.EndPoint.Port, from: from);
        await peer.HearsAtLeast(4, "NAME, or a line");
        peer.ClosesItsSide();
        return await peer.HearsToTheEnd();
    }
}
