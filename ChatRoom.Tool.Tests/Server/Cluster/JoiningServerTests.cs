using System.Runtime.Versioning;
using ChatRoom.Server.Cluster.Batches;
using ChatRoom.Server.Log.JetStream;
using ChatRoom.Tests.Support.Cluster;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Cluster;

/// <summary>A server that starts has the history and the state of the others, whatever its disk has.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class JoiningServerTests
{
    private const string Session = "0123456789abcdef0123456789abcdef";

    [Test]
    public async Task A_server_whose_directory_was_emptied_has_the_same_history_and_state()
    {
        await using var cluster = await RunningCluster.StartAsync(2);
        using var alice = await cluster[0].JoinTypedAsync("alice");
        using var ci = await TestPeer.EnterAsync(cluster[0].EndPoint.Port, $"join lobby ci session={Session}", "^session 0$");
        using var first = await EventReader.ReadsAt(cluster[0]);
        await SaysAsync(alice, 1, 100);
        await ci.Says("say 1 lobby one");
        await ci.HearsUpTo("^ack 1 ");
        await alice.Says("command 101 lobby /topic tea");

        await cluster.Stops(1);
        Directory.Delete(cluster.DataOf(1), recursive: true);
        await cluster.StartsAgain(1);
        await SaysAsync(alice, 102, 110);
        await AreTheSame(cluster, first, " alice 110");

        using var resumed = await TestPeer.EnterAsync(cluster[1].EndPoint.Port, $"join lobby ci resume={Session}", "^session 1$");
        await resumed.HearsUpTo("^welcome lobby ci .* 2$");
        await resumed.HearsUpTo("^subject lobby [0-9]+ alice tea$");
        using var taken = await TestPeer.EnterAsync(cluster[1].EndPoint.Port, "join lobby Alice", "^error name-taken 0 ");
        await AreTheSameOnDisk(cluster);
    }

    [Test]
    public async Task A_server_whose_files_are_ahead_of_its_snapshot_goes_on_and_writes_nothing_twice()
    {
        await using var cluster = await RunningCluster.StartAsync(2);
        using var alice = await cluster[0].JoinTypedAsync("alice");
        using var first = await EventReader.ReadsAt(cluster[0]);
        await SaysAsync(alice, 1, 20);
        await RestartsAsync(cluster, 1);
        var snapshot = await File.ReadAllBytesAsync(StatePath(cluster, 1));
        await SaysAsync(alice, 21, 40);
        await cluster.Stops(1);
        await SaysAsync(alice, 41, 50);

        // As if it had been killed before it could store its state.
        await File.WriteAllBytesAsync(StatePath(cluster, 1), snapshot);
        await cluster.StartsAgain(1);
        await SaysAsync(alice, 51, 60);
        await AreTheSame(cluster, first, " alice 60");
        await AreTheSameOnDisk(cluster);
    }

    [Test]
    public async Task A_server_whose_files_are_behind_its_snapshot_goes_on_with_a_gap()
    {
        await using var cluster = await RunningCluster.StartAsync(2);
        using var alice = await cluster[0].JoinTypedAsync("alice");
        await SaysAsync(alice, 1, 20);
        await cluster.Stops(1);
        var files = new DirectoryInfo(Path.Combine(cluster.DataOf(1), "room-lobby")).GetFiles().ToDictionary(file => file.FullName, file => File.ReadAllBytes(file.FullName));
        await cluster.StartsAgain(1);
        await SaysAsync(alice, 21, 40);
        await cluster.Stops(1);

        // As if the power had failed before the disk had the last events.
        Directory.Delete(Path.Combine(cluster.DataOf(1), "room-lobby"), recursive: true);
        Directory.CreateDirectory(Path.Combine(cluster.DataOf(1), "room-lobby"));
        foreach (var (path, bytes) in files)
        {
            await File.WriteAllBytesAsync(path, bytes);
        }

        await cluster.StartsAgain(1);
        await SaysAsync(alice, 41, 60);
        using var reader = await cluster[1].WatchAsync();
        var lines = await reader.HearsUpTo(" alice 60$");
        Assert.That(lines, Has.Exactly(1).StartsWith("gap ").And.Some.EndsWith(" alice 20").And.None.EndsWith(" alice 30").And.Some.EndsWith(" alice 41"));
        Assert.That(lines.Where(line => line.StartsWith("message ", StringComparison.Ordinal)).Last().Split(' ')[1], Is.EqualTo("61"));
    }

    [Test]
    public async Task A_server_whose_newest_file_is_damaged_gives_out_the_ids_of_the_others()
    {
        await using var cluster = await RunningCluster.StartAsync(2);
        using var alice = await cluster[0].JoinTypedAsync("alice");
        using var first = await EventReader.ReadsAt(cluster[0]);
        await SaysAsync(alice, 1, 20);
        await cluster.Stops(1);
        await File.AppendAllTextAsync(Directory.GetFiles(Path.Combine(cluster.DataOf(1), "room-lobby"), "*.log").Max(StringComparer.Ordinal)!, "damage\n");
        await cluster.StartsAgain(1);
        using var bob = await cluster[1].JoinTypedAsync("bob");
        await SaysAsync(alice, 21, 40);
        await bob.HearsUpTo(" alice 40$");
        await AreTheSame(cluster, first, " alice 40");
        await AreTheSameOnDisk(cluster);
    }

    [Test]
    public async Task A_new_server_begins_with_a_snapshot_when_the_log_has_dropped_its_beginning()
    {
        await using var cluster = await RunningCluster.StartAsync(2, options => options with { KeepBytes = 64 << 10 });
        using var alice = await cluster[0].JoinTypedAsync("alice");
        using var ci = await TestPeer.EnterAsync(cluster[0].EndPoint.Port, $"join lobby ci session={Session}", "^session 0$");
        await ci.Says("say 1 lobby one");
        await ci.HearsUpTo("^ack 1 ");
        var number = await FillsAsync(cluster, alice);

        var late = await cluster.AddsServer();
        using var resumed = await TestPeer.EnterAsync(late.EndPoint.Port, $"join lobby ci resume={Session}", "^session 1$");
        await resumed.HearsUpTo("^welcome lobby ci .* 2$");
        await alice.Says($"say {number} lobby for all");
        await resumed.HearsUpTo(" alice for all$");
        using var reader = await late.WatchAsync();
        Assert.That(await reader.HearsUpTo(" alice for all$"), Has.Some.StartsWith("gap 1 "));
        await RestartsAsync(cluster, 2);
        using var bob = await cluster[2].JoinTypedAsync("bob");
    }

    /// <summary>Says lines until the stream has no beginning, and only a snapshot tells it. Returns the next number.</summary>
    private static async Task<int> FillsAsync(RunningCluster cluster, TestPeer alice)
    {
        await using var stream = await cluster.OpensStream();
        using var timeout = new CancellationTokenSource(TestTimeout.Limit);
        await using var entries = stream.ReadAsync(1, timeout.Token).GetAsyncEnumerator(timeout.Token);
        var number = 1;
        while (await stream.BoundsAsync(timeout.Token) is { First: 1 })
        {
            for (var end = number + 6; number < end; number++)
            {
                await alice.Says($"say {number} lobby {new string('x', 3900)}{number}");
                await alice.HearsUpTo($"x{number}$");
            }

            // Before more is said, a snapshot is stored.
            do
            {
                Assert.That(await entries.MoveNextAsync(), $"no snapshot came after line {number - 1}");
            }
            while (!HasSnapshot(entries.Current));
        }

        return number;
    }

    private static bool HasSnapshot(StreamEntry entry)
    {
        _ = Batch.TryParse(entry.Data, out var batch);
        foreach (var act in batch)
        {
            if (act.Kind == ActKind.Snapshot)
            {
                return true;
            }
        }

        return false;
    }

    private static async Task SaysAsync(TestPeer peer, int first, int last)
    {
        for (var number = first; number <= last; number++)
        {
            await peer.Says($"say {number} lobby {number}");
        }

        await peer.HearsUpTo($" {last}$");
    }

    private static async Task RestartsAsync(RunningCluster cluster, int place)
    {
        await cluster.Stops(place);
        await cluster.StartsAgain(place);
    }

    private static string StatePath(RunningCluster cluster, int place) => Path.Combine(cluster.DataOf(place), "cluster", "state");

    private static async Task AreTheSame(RunningCluster cluster, EventReader first, string last)
    {
        using var second = await EventReader.ReadsAt(cluster[1]);
        await Task.WhenAll(first.ReadsUpTo(last), second.ReadsUpTo(last));
        Assert.That(second.Events, Is.EqualTo(first.Events));
    }

    /// <summary>Stops the two servers, and compares what they have in common.</summary>
    private static async Task AreTheSameOnDisk(RunningCluster cluster)
    {
        await cluster.Stops(1);
        await cluster.Stops(0);
        var second = cluster.EventsOnDisk(1);
        Assert.That(second, Is.EqualTo(cluster.EventsOnDisk(0).Take(second.Length)));
    }
}
