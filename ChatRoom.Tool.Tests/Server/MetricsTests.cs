using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server;

/// <summary>The meter <c>chatroom</c>, as a listener reads it.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class MetricsTests(bool portable) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatroom-");
    private MeterReader? _meter;

    [TearDown]
    public void Dispose()
    {
        _meter?.Dispose();
        _folder.Delete(recursive: true);
        _folder.Create();
    }

    [Test]
    public async Task Each_instrument_counts_its_events()
    {
        var options = RunningServer.Options with
        {
            Portable = portable,
            Log = new LogOptions { Folder = _folder.FullName, SyncsAlways = true },
        };
        _meter = new MeterReader(options);
        await using var server = RunningServer.Start(options);
        using var alice = await TestPeer.ConnectAsync(server.EndPoint.Port);
        await alice.HearsBytes("NAME");
        await alice.Says("alice");
        await alice.Hears("Connected to server!", "alice joined!");
        using var bob = await server.JoinTypedAsync("bob");
        await alice.Hears("bob joined!");

        await bob.Sends("say 1 lobby one\nsay 2 lobby two\n");
        await alice.Hears("bob: one", "bob: two");
        await bob.HearsLike("^message 3 ");
        await bob.HearsLike("^message 4 ");
        await bob.HearsLike("^ack 2 4$");
        await bob.Says("command 3 lobby /join attic");
        await alice.Hears("bob left!");
        await alice.Says("/quit");
        await alice.HearsToTheEnd();
        await bob.HearsLike("^welcome attic ");
        await bob.HearsLike("^ack 3 0$");
        await bob.HearsLike("^join 1 ");
        await _meter.Until("chatroom.connections tcp", 1);

        Assert.Multiple(() =>
        {
            Assert.That(_meter["chatroom.members"], Is.EqualTo(1));
            Assert.That(_meter["chatroom.rooms"], Is.EqualTo(2));
            Assert.That(_meter["chatroom.messages"], Is.EqualTo(2));
            Assert.That(_meter["chatroom.deliveries"], Is.EqualTo(9));
            Assert.That(_meter["chatroom.bytes.sent"], Is.GreaterThan(200));
            Assert.That(_meter["chatroom.gaps"], Is.Zero);
            Assert.That(_meter["chatroom.closes quit tcp"], Is.EqualTo(1));
            Assert.That(_meter["chatroom.closes lost tcp"], Is.Zero);
            Assert.That(_meter.Recorded, Is.EquivalentTo(new[] { "chatroom.log.append", "chatroom.log.sync" }));
        });
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Deliveries_from_disk_and_gaps_are_counted(bool isKept)
    {
        const int said = 300;
        var options = RunningServer.Options with
        {
            Portable = portable,
            WindowBytes = 64 << 10,
            Log = isKept ? new LogOptions { Folder = _folder.FullName } : null,
        };
        _meter = new MeterReader(options);
        await using var server = RunningServer.Start(options);
        using var sender = await TestPeer.EnterAsync(server.EndPoint.Port, "send lobby alice", "^welcome ");
        for (var number = 1; number <= said; number++)
        {
            await sender.Says($"say {number} lobby {new string('x', 1000)}");
        }

        while (await sender.NextLine() != $"ack {said} {said}")
        {
        }

        using var watcher = await server.WatchAsync();
        while (!(await watcher.NextLine()).StartsWith($"message {said} ", StringComparison.Ordinal))
        {
        }

        if (isKept)
        {
            await _meter.Until("chatroom.deliveries", said);
        }

        await _meter.Until("chatroom.gaps", isKept ? 0 : 1);
    }
}
