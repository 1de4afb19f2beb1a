using System.Runtime.Versioning;
using System.Text;
using ChatRoom.Server.Log.JetStream;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Nats;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Support.Cluster;

/// <summary>
/// A nats-server and several servers of one cluster, in the process of the test. Each server has a data directory and a link to the
/// nats-server of its own, and can be stopped, started again, or cut off. Disposing of it fails the test if a server met a bug.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class RunningCluster : IAsyncDisposable
{
    private readonly ScratchDirectory _folder;
    private readonly Func<ServerOptions, ServerOptions> _adapt;
    private readonly ClusterOptions _options;
    private readonly List<CuttableLink> _links = [];
    private readonly List<RunningServer?> _servers = [];

    private RunningCluster(ScratchDirectory folder, NatsServer nats, ClusterOptions options, Func<ServerOptions, ServerOptions> adapt)
    {
        (_folder, Nats, _options, _adapt) = (folder, nats, options, adapt);
    }

    public NatsServer Nats { get; }

    /// <summary>The server of this place, which runs.</summary>
    public RunningServer this[int place] => _servers[place] ?? throw new InvalidOperationException($"server {place} does not run");

    /// <param name="servers">The number of servers, which are started one after the other.</param>
    /// <param name="cluster">Changes the options of the cluster; null: a lease of 30 s.</param>
    /// <param name="adapt">Changes the options of each server; null: they are not changed.</param>
    public static async Task<RunningCluster> StartAsync(
        int servers, Func<ClusterOptions, ClusterOptions>? cluster = null, Func<ServerOptions, ServerOptions>? adapt = null)
    {
        var folder = new ScratchDirectory();
        var options = new ClusterOptions { Uris = [], NodeId = "unset", Name = $"t{Guid.NewGuid():N}"[..12], Lease = TimeSpan.FromSeconds(30), KeepBytes = 64 << 20 };
        var running = new RunningCluster(folder, await NatsServer.StartAsync(folder), (cluster ?? (same => same))(options), adapt ?? (same => same));
        for (var place = 0; place < servers; place++)
        {
            await running.AddsServer();
        }

        return running;
    }

    /// <summary>Starts one more server, with an empty data directory.</summary>
    public async Task<RunningServer> AddsServer()
    {
        var options = OptionsOf(_servers.Count);
        _servers.Add(await RunningServer.StartAsync(options));
        return _servers[^1]!;
    }

    /// <summary>The options of the server of a place: of one that is there, or of the next one.</summary>
    public ServerOptions OptionsOf(int place)
    {
        while (_links.Count <= place)
        {
            _links.Add(new CuttableLink(Nats.Port));
        }

        return _adapt(RunningServer.Options with
        {
            Log = new LogOptions { Folder = DataOf(place) },
            Cluster = _options with { Uris = [_links[place].Url], NodeId = $"node-{place}" },
        });
    }

    public string DataOf(int place) => _folder[$"data-{place}"];

    /// <summary>Cuts the link between a server and the nats-server.</summary>
    public void CutsOff(int place) => _links[place].Cut();

    public void Mends(int place) => _links[place].Mend();

    /// <summary>Stops a server, which drains.</summary>
    public async Task Stops(int place)
    {
        await this[place].DisposeAsync();
        _servers[place] = null;
    }

    /// <summary>Starts a server again that was stopped, with the data directory that it has.</summary>
    public async Task<RunningServer> StartsAgain(int place) => (_servers[place] = await RunningServer.StartAsync(OptionsOf(place)))!;

    /// <summary>The events in the segment files of a room, as the records that they are.</summary>
    public string[] EventsOnDisk(int place, string room = "room-lobby") =>
        [.. Directory.GetFiles(Path.Combine(DataOf(place), room), "*.log").Order(StringComparer.Ordinal).SelectMany(EventsIn)];

    /// <summary>All bytes of the stream so far, as text.</summary>
    public async Task<string> BytesInStream()
    {
        await using var stream = await OpensStream();
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        var (first, last) = await stream.BoundsAsync(timeout.Token);
        var bytes = new StringBuilder();
        await foreach (var entry in stream.ReadAsync(first, timeout.Token))
        {
            bytes.Append(Encoding.Latin1.GetString(entry.Data.Span));
            if (entry.Sequence == last)
            {
                break;
            }
        }

        return bytes.ToString();
    }

    /// <summary>Opens the stream of the cluster, beside the servers.</summary>
    public async Task<ClusterStream> OpensStream()
    {
        var (stream, failure) = await ClusterStream.OpenAsync(_options with { Uris = [Nats.Url], NodeId = "test" }, TimeProvider.System, _ => { }, CancellationToken.None);
        Assert.That(failure?.Sentence, Is.Null);
        return stream!;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Task.WhenAll(_servers.OfType<RunningServer>().Select(server => server.DisposeAsync().AsTask()));
        }
        finally
        {
            foreach (var link in _links)
            {
                await link.DisposeAsync();
            }

            await Nats.DisposeAsync();
            _folder.Dispose();
        }
    }

    private static IEnumerable<string> EventsIn(string file) => File.ReadAllLines(file).Where(line =>
        LogRecord.TryParse(Encoding.UTF8.GetBytes(line), out var record) && record.Kind == LogRecordKind.Event);
}
