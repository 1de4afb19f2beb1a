using System.Runtime.Versioning;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log;

/// <summary>The disk does not answer for as long as a test likes: nobody who needs nothing from it waits.</summary>
[UnsupportedOSPlatform("windows")]
[TestFixture(false)]
[TestFixture(true)]
internal sealed class StalledDiskTests(bool portable) : IDisposable
{
    private readonly ManualResetEventSlim _works = new(true);
    private readonly ScratchDirectory _folder = new();
    private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose()
    {
        _folder.Dispose();
        _works.Dispose();
    }

    [Test]
    public async Task Reading_pings_joining_and_other_rooms_go_on_while_the_disk_stalls()
    {
        await using var server = Start(always: false);
        using var alice = await server.JoinAsync("alice");
        using var bob = await server.JoinTypedAsync("bob");
        await alice.Hears("bob joined!");
        await StallAsync(alice);
        await alice.Hears("alice: earlier");
        await bob.HearsLike(" alice earlier$");

        await bob.Sends("ping a\nsay 1 lobby later\n");
        await bob.Hears("pong a");
        await bob.HearsLike(" bob later$");
        await bob.HearsLike("^ack 1 ");
        using var carol = await server.JoinAsync("carol");
        await alice.Hears("bob: later", "carol joined!");
        await carol.Says("/join attic");
        await carol.Hears("# You are in attic now.", "carol joined!");
        await carol.SaysAndHears("in another room");
        using var watcher = await server.WatchAsync();
        await watcher.HearsLike(" alice$");
        await carol.Says("/history 1");
        await carol.HearsLike("in another room$");
        _works.Set();
    }

    [Test]
    public async Task With_sync_always_only_what_must_be_on_the_disk_waits_for_it()
    {
        await using var server = Start(always: true);
        using var alice = await EnterAsync(server, "alice");
        await alice.Hears("alice joined!");
        using var bob = await TestPeer.EnterAsync(server.EndPoint.Port, "join lobby bob", "^welcome ");
        await bob.HearsLike("^join ");
        await alice.Hears("bob joined!");
        await StallAsync(alice);

        await bob.Sends("say 1 lobby later\nping a\nwho lobby\nping b\n");
        await bob.HearsLike("^pong a$");
        await bob.HearsLike("^present ");
        await bob.HearsLike("^present ");
        await bob.HearsLike("^total ");
        await bob.Hears("pong b");
        using var carol = await EnterAsync(server, "carol");
        await carol.Says("/who");
        await carol.Hears("# 3 here: alice bob carol");
        using var watcher = await server.WatchAsync();
        await watcher.HearsLike(" alice$");
        await watcher.HearsLike(" bob$");
        await alice.Says("/history 1");
        await alice.Hears("# Nothing was said here so far.");

        _works.Set();
        await alice.Hears("alice: earlier", "bob: later", "carol joined!");
        await bob.HearsLike(" alice earlier$");
        await bob.HearsLike(" bob later$");
        await bob.HearsLike("^ack 1 |^join ");
        await carol.Hears("carol joined!");
        await watcher.HearsLike(" alice earlier$");
    }

    private static async Task<TestPeer> EnterAsync(RunningServer server, string name)
    {
        var peer = await server.ConnectAsync();
        await peer.HearsBytes("NAME");
        await peer.Says(name);
        await peer.Hears("Connected to server!");
        return peer;
    }

    private RunningServer Start(bool always) => RunningServer.Start(RunningServer.Options with
    {
        Portable = portable,
        Log = new LogOptions
        {
            Folder = _folder["log"],
            SyncsAlways = always,
            SyncInterval = TimeSpan.FromMilliseconds(5),
            Flush = file =>
            {
                if (!_works.IsSet)
                {
                    _stalled.TrySetResult();
                    _works.Wait(TestTimeout.Limit);
                }

                RandomAccess.FlushToDisk(file);
            },
        },
    });

    /// <summary>From here on the disk does not answer; the server waits for it.</summary>
    private async Task StallAsync(TestPeer alice)
    {
        _works.Reset();
        await alice.Says("earlier");
        await _stalled.Task.WaitAsync(TestTimeout.Limit);
    }
}
