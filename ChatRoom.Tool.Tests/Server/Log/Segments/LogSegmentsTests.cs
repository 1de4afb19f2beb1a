using System.Runtime.Versioning;
using ChatRoom.Server.Log;
using ChatRoom.Server.Log.Segments;
using Microsoft.Win32.SafeHandles;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log.Segments;

/// <summary>Segments that are removed, replaced or ended. Only a sync may wait for the disk: any other flush fails the test.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class LogSegmentsTests
{
    private ScratchLog _log = null!;
    private RoomStore _store = null!;
    private bool _isSyncing;

    // The number of oldest segments that are not open any more, because the disk has them.
    private int _closed;

    [SetUp]
    public void Start()
    {
        _log = new ScratchLog();
        Open();
    }

    [TearDown]
    public void Close()
    {
        _store.Dispose();
        _log.Dispose();
    }

    [Test]
    public void After_a_removal_the_log_goes_on_and_a_sync_writes_all_again_that_it_did_not_have_before([Values] bool isSynced)
    {
        var said = ScratchLog.SayAndCommit(_store, 900);
        Assert.That(_log.Files, Has.Length.EqualTo(2));
        if (isSynced)
        {
            Sync();
        }

        Directory.Delete(_log.RoomPath, recursive: true);
        said += ScratchLog.SayAndCommit(_store, 1);
        RestoreAfterFailedSync();
        said += ScratchLog.SayAndCommit(_store, 1);
        Sync();

        Assert.That(_store.SyncedId, Is.EqualTo(902));
        Assert.That(_log.Files, Has.Length.EqualTo(isSynced ? 2 : 3), "a segment that the disk had is open no more");
        Assert.That(_log.Reports, Is.All.Contains("was removed or replaced, and was written again; older files"));
        var first = _store.FirstId;
        var read = ScratchLog.Read(Restart());
        Assert.That(first, isSynced ? Is.GreaterThan(1) : Is.EqualTo(1));
        Assert.That(said, Does.EndWith(isSynced ? read[(read.IndexOf('\n') + 1)..] : read));
    }

    [Test]
    public void A_segment_that_was_removed_after_the_next_one_began_is_written_again()
    {
        var said = ScratchLog.SayAndCommit(_store, 900);
        File.Delete(_log.Files[0]);
        Sync();
        Assert.That(ScratchLog.Read(Restart()), Is.EqualTo(said));
    }

    [Test]
    public void A_newest_segment_that_was_emptied_is_lost_and_the_log_goes_on()
    {
        ScratchLog.SayAndCommit(_store, 3);
        File.WriteAllBytes(_log.Files.Single(), []);
        RestoreAfterFailedSync();
        var said = ScratchLog.SayAndCommit(_store, 1);
        Sync();
        Assert.That(_log.Reports.Single(), Does.Contain("without its end, which is lost"));
        Assert.That(ScratchLog.Read(_store), Is.EqualTo($"gap 1 3 lobby\n{said}"));
        Assert.That(Restart().LastId, Is.EqualTo(4));
    }

    [Test]
    public void A_segment_full_of_marks_is_replaced_by_its_head_and_the_marks_since_then()
    {
        FillWithMarks();
        ScratchLog.Mark(_store, ScratchLog.Bob, number: 7, time: 9);
        ScratchLog.Commit(_store);
        Sync();
        _store.DropOld(now: 9);
        Assert.That(File.ReadAllLines(_log.Files.Single()), Has.Length.InRange(3, 10));
        Sync();
        Assert.That(Restart().State.Sessions.All.Select(session => session.Id), Is.EquivalentTo(new[] { ScratchLog.Session(ScratchLog.Alice), ScratchLog.Session(ScratchLog.Bob) }));
        Assert.That(_log.Reports, Is.Empty);
    }

    [Test]
    public void A_segment_that_got_an_event_or_was_removed_meanwhile_is_not_replaced([Values] bool isRemoved)
    {
        FillWithMarks();
        var said = ScratchLog.SayAndCommit(_store, 1);
        if (isRemoved)
        {
            Directory.Delete(_log.RoomPath, recursive: true);
            RestoreAfterFailedSync();
        }

        Sync();
        _store.DropOld(now: 9);
        Sync();
        Assert.That(Directory.GetFiles(_log.RoomPath, "*.new"), Is.Empty);
        Assert.That(_log.Files.Sum(file => new FileInfo(file).Length), Is.GreaterThan(64 << 10));
        Assert.That(ScratchLog.Read(Restart()), Is.EqualTo(said));
        Assert.That(_store.State.Sessions.Count, Is.EqualTo(1));
    }

    [Test]
    public void No_order_of_writes_syncs_removals_and_restarts_loses_what_was_committed([Range(1, 3)] int run)
    {
        var seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"run {run}, seed {seed}");
        var random = new Random(seed);
        var (said, number) = ("", 0);
        for (var step = 0; step < 100; step++)
        {
            switch (random.Next(7))
            {
                case 0:
                    said += ScratchLog.SayAndCommit(_store, random.Next(1, 40), length: 4000);
                    break;
                case 1 or 2:
                    for (var marks = random.Next(3000); marks > 0; marks--)
                    {
                        ScratchLog.Mark(_store, ScratchLog.Bob, ++number, time: _store.State.LastTime);
                        ScratchLog.Commit(_store);
                    }

                    break;
                case 3 when number > 0 || said.Length > 0:
                    File.Delete(random.Next(2) == 0 ? _log.Files[^1] : _log.Files[random.Next(_closed, _log.Files.Length)]);
                    Maintain();
                    break;
                case 4:
                    Maintain();
                    Restart();
                    break;
                default:
                    MaintainOnce();
                    break;
            }
        }

        Maintain();
        Assert.That(Directory.GetFiles(_log.RoomPath, "*.new"), Is.Empty);
        Assert.That(ScratchLog.Read(_store), Is.EqualTo(said));
        Assert.That(ScratchLog.Read(Restart()), Is.EqualTo(said));
        Assert.That(_store.State.Sessions.All.Select(session => session.Number), Is.EqualTo(number == 0 ? [] : new long[] { number }));
    }

    private void Maintain()
    {
        for (var round = 0; round < 3; round++)
        {
            MaintainOnce();
        }

        Assert.That(_store.HasSyncFailed, Is.False);
    }

    private void MaintainOnce()
    {
        _isSyncing = true;
        if (_store.Sync() is null && Directory.Exists(_log.RoomPath))
        {
            _closed = Math.Max(0, _log.Files.Count(file => file.EndsWith(".log", StringComparison.Ordinal)) - 1);
        }

        _isSyncing = false;
        _ = _store.TryRestore();
        _store.DropOld(now: 0);
    }

    private void FillWithMarks()
    {
        var number = 0;
        while (Directory.Exists(_log.RoomPath) ? Directory.GetFiles(_log.RoomPath, "*.new").Length == 0 : number == 0)
        {
            ScratchLog.Mark(_store, ScratchLog.Alice, ++number, time: 1);
            ScratchLog.Commit(_store);
        }
    }

    private void RestoreAfterFailedSync()
    {
        _isSyncing = true;
        Assert.That(_store.Sync(), Does.EndWith("was removed or replaced"));
        _isSyncing = false;
        Assert.That(_store.HasSyncFailed);
        Assert.That(_store.TryRestore());
        Assert.That(_store.HasSyncFailed, Is.False);
    }

    private void Sync()
    {
        _isSyncing = true;
        Assert.That(_store.Sync(), Is.Null);
        _isSyncing = false;
        Assert.That(_store.TryRestore(), Is.False);
    }

    private void Open() => _store = _log.Open(new StoreOptions { SegmentBytes = 1, Flush = Flush });

    private RoomStore Restart()
    {
        _store.Dispose();
        Open();
        return _store;
    }

    private void Flush(SafeFileHandle file)
    {
        Assert.That(_isSyncing);
        RandomAccess.FlushToDisk(file);
    }
}
