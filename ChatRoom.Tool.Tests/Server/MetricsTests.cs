using System.Diagnostics.Metrics;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server;

/// <summary>The meter <c>chatroom</c>, as a listener reads it.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class MetricsTests(bool portable) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatroom-");
    private readonly Dictionary<string, double> _values = [];
    private readonly HashSet<string> _recorded = [];
    private MeterListener? _listener;

    [TearDown]
    public void Dispose()
    {
        _listener?.Dispose();
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
        Listen(options);
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
        await Until("chatroom.connections", 1);

        Assert.Multiple(() =>
        {
            Assert.That(_values["chatroom.members"], Is.EqualTo(1));
            Assert.That(_values["chatroom.rooms"], Is.EqualTo(2));
            Assert.That(_values["chatroom.messages"], Is.EqualTo(2));
            Assert.That(_values["chatroom.deliveries"], Is.EqualTo(9));
            Assert.That(_values["chatroom.bytes.sent"], Is.GreaterThan(200));
            Assert.That(_values["chatroom.gaps"], Is.Zero);
            Assert.That(_values["chatroom.closes quit"], Is.EqualTo(1));
            Assert.That(_values["chatroom.closes lost"], Is.Zero);
            Assert.That(_recorded, Is.EquivalentTo(new[] { "chatroom.log.append", "chatroom.log.sync" }));
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
        Listen(options);
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
            await Until("chatroom.deliveries", said);
        }

        await Until("chatroom.gaps", isKept ? 0 : 1);
    }

    /// <summary>Listens only to the server with these options: other tests run at the same time.</summary>
    private void Listen(ServerOptions options)
    {
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, options))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, seconds, _, _) =>
        {
            lock (_recorded)
            {
                _recorded.Add(instrument.Name);
                Assert.That(seconds, Is.Not.Negative);
            }
        });
        _listener.Start();
    }

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _values[tags.IsEmpty ? instrument.Name : $"{instrument.Name} {tags[0].Value}"] = value;

    private async Task Until(string name, double value)
    {
        using var patience = new CancellationTokenSource(TestTimeout.Limit);
        do
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
            _listener!.RecordObservableInstruments();
        }
        while (_values[name] != value);
    }
}
