using System.Runtime.Versioning;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log;

/// <summary>A data directory that somebody removes while the server runs.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class RemovedLogTests
{
    private readonly ScratchDirectory _folder = new();
    private ManualTime _time = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task Acknowledged_lines_are_written_to_disk_again_and_the_room_goes_on([Values] bool syncsAlways)
    {
        var log = new StringWriter();
        await using (var server = Start(log, syncsAlways))
        {
            using var alice = await server.JoinTypedAsync("alice");
            await alice.Says("say 1 lobby before");
            await alice.HearsLike("^message 2 ");
            await alice.HearsLike("^ack 1 ");

            Directory.Delete(_folder["log"], recursive: true);
            await _time.Passes(TimeSpan.FromSeconds(1));
            await _time.SomebodyWaitsFor(TimeSpan.FromSeconds(1));
            await alice.Says("say 2 lobby after");
            await alice.HearsLike("^message 3 ");
            await alice.HearsLike("^ack 2 ");
        }

        Assert.That(log.ToString(), Does.Contain("was removed or replaced, and was written again"));
        _time = new ManualTime();
        await using var again = Start(new StringWriter(), syncsAlways);
        using var reader = await TestPeer.EnterAsync(again.EndPoint.Port, "watch lobby all", "^watching lobby ");
        await reader.HearsLike("^join 1 ");
        await reader.HearsLike("^message 2 [0-9]+ lobby alice before$");
        await reader.HearsLike("^message 3 [0-9]+ lobby alice after$");
    }

    [Test]
    public async Task A_copy_in_place_of_the_newest_segment_is_noticed()
    {
        await using (var server = Start(new StringWriter(), syncsAlways: false))
        {
            using var alice = await server.JoinTypedAsync("alice");
            Directory.Move(_folder["log"], _folder["old"]);
            Directory.CreateDirectory(Path.Combine(_folder["log"], "room-lobby"));
            foreach (var file in Directory.GetFiles(Path.Combine(_folder["old"], "room-lobby")))
            {
                File.Copy(file, Path.Combine(_folder["log"], "room-lobby", Path.GetFileName(file)));
            }

            await alice.Says("say 1 lobby after");
            await alice.HearsLike("^message 2 ");
            await _time.Passes(TimeSpan.FromSeconds(1));
            await _time.SomebodyWaitsFor(TimeSpan.FromSeconds(1));
        }

        _time = new ManualTime();
        await using var again = Start(new StringWriter(), syncsAlways: false);
        using var reader = await TestPeer.EnterAsync(again.EndPoint.Port, "watch lobby all", "^watching lobby ");
        await reader.HearsLike("^join 1 ");
        await reader.HearsLike("^message 2 [0-9]+ lobby alice after$");
    }

    [Test]
    public async Task With_sync_always_lines_are_refused_while_the_directory_cannot_be_created_again()
    {
        await using var server = Start(new StringWriter(), syncsAlways: true);
        using var alice = await server.JoinTypedAsync("alice");

        Directory.Delete(_folder["log"], recursive: true);
        _folder.Write("log", "a file is in the way");
        await _time.Passes(TimeSpan.FromSeconds(1));
        await _time.SomebodyWaitsFor(TimeSpan.FromSeconds(1));
        await alice.Says("say 1 lobby lost");
        await alice.HearsLike("^error not-written 1 ");

        File.Delete(_folder["log"]);
        await _time.Passes(TimeSpan.FromSeconds(1));
        await _time.Passes(TimeSpan.FromSeconds(1));
        await _time.SomebodyWaitsFor(TimeSpan.FromSeconds(1));
        await alice.Says("say 2 lobby kept");
        await alice.Hears("ack 1 0");
        await alice.HearsLike("^message 2 [0-9]+ lobby alice kept$");
    }

    private RunningServer Start(StringWriter log, bool syncsAlways) => RunningServer.Start(
        RunningServer.Options with { Time = _time, Log = new LogOptions { Folder = _folder["log"], SyncsAlways = syncsAlways } }, log: log);
}
