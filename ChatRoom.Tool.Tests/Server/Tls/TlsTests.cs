using System.Net.Sockets;
using System.Runtime.Versioning;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Tls;

/// <summary>A server that encrypts all connections.</summary>
internal sealed class TlsTests
{
    private static readonly string Padding = new('x', 900);

    private readonly ManualTime _time = new();

    private ServerOptions Options => RunningServer.Options with { Tls = new TlsOptions(), Time = _time };

    [Test]
    public async Task Every_dialect_works_over_TLS()
    {
        await using var server = RunningServer.Start(Options);
        using var alice = await JoinAsync(server, "alice");
        using var typed = await TestPeer.ConnectEncryptedAsync(server.EndPoint.Port);
        await typed.HearsBytes("NAME");
        await typed.Sends("ci\0join lobby ci\nsay 1 lobby hello\n");
        await alice.Hears("ci joined!", "ci: hello");

        using var tutorial = await TestPeer.ConnectEncryptedAsync(server.EndPoint.Port);
        await tutorial.HearsBytes("NAME");
        await tutorial.Sends("tim");
        await _time.Passes(Options.DialectTimeout);
        await tutorial.HearsBytes("tim joined!\nConnected to server!");
        await alice.Hears("tim joined!");

        // After a wait that was cancelled, nothing is lost.
        await tutorial.Sends("tim: hi");
        await alice.Hears("tim: hi");
    }

    [Test]
    public async Task Messages_arrive_whole_and_in_order_before_the_end()
    {
        const int count = 5_000;
        await using var server = RunningServer.Start(Options);
        using var alice = await JoinAsync(server, "alice");
        using var bob = await JoinAsync(server, "bob");
        await alice.Hears("bob joined!");

        var saying = bob.Sends(string.Concat(Enumerable.Range(0, count).Select(number => $"{number} {Padding}\n")) + "/quit\n");
        for (var number = 0; number < count; number++)
        {
            await alice.Hears($"bob: {number} {Padding}");
        }

        await saying;
        await alice.Hears("bob left!");
        var heard = await bob.HearsToTheEnd();
        Assert.That(heard.Split('\n'), Has.Length.EqualTo(count + 1));
        Assert.That(heard, Does.EndWith($"bob: {count - 1} {Padding}\n"));
    }

    [Test]
    public async Task A_server_that_drains_sends_its_end_and_nothing_more()
    {
        await using var server = RunningServer.Start(Options);
        using var alice = await JoinAsync(server, "alice");

        server.Stop();

        await alice.HearsLike("^# The server is shutting down");
        Assert.That(await alice.HearsToTheEnd(), Is.Empty);
        alice.Dispose();
        await server.Stopped;
    }

    [Test]
    public async Task An_unfinished_handshake_delays_nobody_and_is_closed_at_the_deadline()
    {
        await using var server = RunningServer.Start(Options);
        var half = new List<TestPeer>();
        for (var number = 0; number < 50; number++)
        {
            half.Add(await server.ConnectAsync());
            await half[^1].Sends([0x16, 3, 1, 2, 0, 1]);
        }

        using var alice = await JoinAsync(server, "alice");
        using var bob = await JoinAsync(server, "bob");
        await bob.Says("nobody waits");
        await alice.Hears("bob joined!", "bob: nobody waits");

        await _time.Passes(Options.NameTimeout, count: half.Count);
        foreach (var peer in half)
        {
            await peer.IsCutOff();
            peer.Dispose();
        }

        await bob.Says("still here");
        await alice.Hears("bob: still here");
    }

    [Test]
    public async Task A_peer_in_plain_text_is_sent_an_explanation_and_closed()
    {
        await using var server = RunningServer.Start(Options);
        using var hasty = await server.ConnectAsync();
        await hasty.Says("alice");
        Assert.That(await hasty.HearsToTheEnd(), Does.StartWith("! This server speaks TLS only: "));
        hasty.Dispose();

        using var patient = await server.ConnectAsync();
        await _time.Passes(Options.TlsTimeout);
        Assert.That(await patient.HearsToTheEnd(), Does.StartWith("! This server speaks TLS only: "));
    }

    [Test]
    public async Task Versions_before_1_2_are_refused()
    {
        await using var server = RunningServer.Start(Options);
        using var peer = await server.ConnectAsync();

        // A ClientHello of TLS 1.0: version, random, no session, one cipher, no compression.
        byte[] hello = [3, 1, .. new byte[32], 0, 0, 2, 0, 0x2f, 1, 0];
        await peer.Sends([0x16, 3, 1, 0, (byte)(hello.Length + 4), 1, 0, 0, (byte)hello.Length, .. hello]);

        // An alert, fatal: protocol_version.
        Assert.That(await peer.HearsAtLeast(7, "an alert"));
        await peer.HearsBytes("\u0015\u0003");
        Assert.That((await peer.HearsToTheEnd())[1..], Is.EqualTo("\0\u0002\u0002F"));
    }

    [Test]
    public async Task A_reader_that_accepts_nothing_delays_nobody_and_is_closed()
    {
        var server = RunningServer.Start(Options with { StallTimeout = TimeSpan.FromSeconds(1) });
        await using (server)
        {
            using var talker = await JoinAsync(server, "talker");
            using var stuck = await TestPeer.JoinAsync(server.EndPoint.Port, "stuck", narrow: true, isEncrypted: true);
            await talker.Hears("stuck joined!");

            string heard;
            var number = 0;
            do
            {
                Assert.That(++number, Is.LessThan(20_000), "nobody was closed");
                await talker.Says($"{number} {Padding}");
                heard = await talker.NextLine();

                // Steps so small that a peer that reads at all never counts as stalled.
                _time.Advance(TimeSpan.FromMilliseconds(20));
            }
            while (heard == $"talker: {number} {Padding}");

            Assert.That(heard, Is.EqualTo("stuck left!"));
            Assert.That(stuck.HearsToTheEnd, Throws.InstanceOf<IOException>().With.InnerException.InstanceOf<SocketException>());
        }

        Assert.That(server.Log.ToString(), Does.Contain("stuck left: accepted no data for too long\n"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    [UnsupportedOSPlatform("windows")]
    public async Task New_connections_get_a_renewed_certificate_and_open_ones_stay()
    {
        using var folder = new ScratchDirectory();
        using var authority = new TestAuthority();
        var files = new TlsOptions { CertificateFile = folder["cert.pem"], KeyFile = folder["key.pem"] };
        Write();
        await using var server = RunningServer.Start(Options with { Tls = files });
        using var alice = await JoinAsync(server, "alice");
        Write();
        using var bob = await JoinAsync(server, "bob");
        Assert.That(bob.Certificate, Is.EqualTo(alice.Certificate), "the files were read a moment ago");

        _time.Advance(files.RecheckInterval);
        using var carol = await JoinAsync(server, "carol");

        Assert.That(carol.Certificate, Is.Not.EqualTo(alice.Certificate));
        await alice.Hears("bob joined!", "carol joined!");

        void Write()
        {
            var (chain, key) = authority.Issue("localhost");
            folder.Write("cert.pem", chain);
            folder.Write("key.pem", key);
        }
    }

    [Test]
    public async Task A_peer_that_vanishes_leaves()
    {
        await using var server = RunningServer.Start(Options);
        using var alice = await JoinAsync(server, "alice");
        var bob = await JoinAsync(server, "bob");
        await alice.Hears("bob joined!");

        bob.Dies();

        await alice.Hears("bob left!");
    }

    [Test]
    public async Task Plain_text_after_the_handshake_ends_the_connection()
    {
        await using var server = RunningServer.Start(Options);
        using var alice = await JoinAsync(server, "alice");
        using var bob = await JoinAsync(server, "bob");
        await alice.Hears("bob joined!");

        await bob.Socket.SendAsync("in plain text\n"u8.ToArray());

        await alice.Hears("bob left!");
    }

    private static Task<TestPeer> JoinAsync(RunningServer server, string name) =>
        TestPeer.JoinAsync(server.EndPoint.Port, name, isEncrypted: true);
}
