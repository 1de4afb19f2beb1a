using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Log;
using ChatRoom.Server.Log.Segments;
using ChatRoom.Server.Rooms.Log;
using ChatRoom.Server.Rooms.State;
using ChatRoom.Tests.Server.Log;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms.Log;

/// <summary>With <c>--sync always</c> a line is acknowledged when the disk has it, and not before.</summary>
internal sealed class DurableAcksTests
{
    private readonly List<string> _reports = [];
    private readonly Mailbox _mailbox = new(TestDialects.Typed);
    private readonly Member _alice;
    private int _syncRequests;
    private ScratchLog _log = null!;
    private RoomStore _store = null!;
    private Journal _journal = null!;

    public DurableAcksTests()
    {
        var window = new EncodedLog(TestDialects.Typed.Encoding, 1 << 20, nextId: 1);
        _alice = new Member("lobby"u8.ToArray(), holder: 1, Nickname.MakeAcceptable("alice"), _mailbox, window, window.Head);
    }

    [SetUp]
    public void Open_a_log()
    {
        _log = new ScratchLog();
        _store = _log.Open();
    }

    [TearDown]
    public void Close_it()
    {
        _store.Dispose();
        _log.Dispose();
    }

    [Test]
    public void A_line_is_acknowledged_when_the_disk_has_it()
    {
        var durableAcks = Open(always: true);
        ScratchLog.SayAndCommit(_store, 2);
        Assert.That(durableAcks.MayAcknowledge(_alice, number: 7, id: 2), Is.False);
        Assert.That((_syncRequests, _mailbox.HasMail), Is.EqualTo((1, false)));

        Sync(durableAcks);
        Assert.That(Acknowledged(), Is.EqualTo("ack 7 2\n"));
        Assert.That(durableAcks.MayAcknowledge(_alice, number: 7, id: 2), Is.True, "an event that the disk has is not waited for again");
        Sync(durableAcks);
        Assert.That(_mailbox.HasMail, Is.False, "it is acknowledged once");
    }

    [Test]
    public void A_line_that_the_disk_has_at_once_is_acknowledged_when_readers_are_sent_it()
    {
        var durableAcks = Open(always: true);
        ScratchLog.SayAndCommit(_store, 2);
        _journal.Sync();
        Assert.That(durableAcks.MayAcknowledge(_alice, number: 7, id: 2), Is.False);
        durableAcks.Complete();
        Assert.That(Acknowledged(), Is.EqualTo("ack 7 2\n"));
    }

    [Test]
    public void A_line_that_became_no_event_waits_for_nothing()
    {
        Assert.That(Open(always: true).MayAcknowledge(_alice, number: 7, id: 0));
        Assert.That(_syncRequests, Is.Zero);
    }

    [Test]
    public void All_waiting_lines_get_one_acknowledgement()
    {
        var durableAcks = Open(always: true);
        ScratchLog.SayAndCommit(_store, 3);
        durableAcks.MayAcknowledge(_alice, number: 7, id: 2);
        durableAcks.MayAcknowledge(_alice, number: 8, id: 3);
        Sync(durableAcks);
        Assert.That(Acknowledged(), Is.EqualTo("ack 8 3\n"));
    }

    [Test]
    public void A_member_that_speaks_without_a_pause_is_acknowledged_after_each_sync()
    {
        var durableAcks = Open(always: true);
        ScratchLog.SayAndCommit(_store, 2);
        durableAcks.MayAcknowledge(_alice, number: 7, id: 2);
        _journal.Sync();
        ScratchLog.SayAndCommit(_store, 1);
        durableAcks.MayAcknowledge(_alice, number: 8, id: 3);
        durableAcks.Complete();
        Assert.That(Acknowledged(), Is.EqualTo("ack 7 2\n"));
        Sync(durableAcks);
        Assert.That(Acknowledged(), Is.EqualTo("ack 8 3\n"));
    }

    [Test]
    public void Without_sync_always_a_line_is_acknowledged_at_once()
    {
        ScratchLog.SayAndCommit(_store, 1);
        Assert.That(Open(always: false).MayAcknowledge(_alice, number: 1, id: 1));
        Assert.That(_syncRequests, Is.Zero);
    }

    [Test]
    public void If_the_disk_fails_a_line_is_acknowledged_when_it_works_again_and_both_are_reported_once()
    {
        var durableAcks = Open(always: true);
        ScratchLog.SayAndCommit(_store, 1);
        durableAcks.MayAcknowledge(_alice, number: 1, id: 1);
        var file = _log.Files.Single();
        File.Move(file, file + ".new");
        Directory.CreateDirectory(file);
        Sync(durableAcks);
        Sync(durableAcks);
        Assert.That(_mailbox.HasMail, Is.False);

        Directory.Delete(file);
        File.Move(file + ".new", file);
        Sync(durableAcks);
        Sync(durableAcks);
        Assert.That(Acknowledged(), Is.EqualTo("ack 1 1\n"));
        Assert.That(_reports, Has.Count.EqualTo(2));
        Assert.That(_reports[0], Does.StartWith($"messages in lobby may be lost in a power cut: cannot make {_log.RoomPath} durable: "));
        Assert.That(_reports[1], Is.EqualTo("messages in lobby are safe from a power cut again"));
    }

    private DurableAcks Open(bool always)
    {
        var logPolicy = new LogPolicy(new StoreOptions(), always, _reports.Add, () => _syncRequests++, UnmeasuredDisk.Times);
        _journal = new Journal(_store, logPolicy);
        return new DurableAcks(_store, logPolicy);
    }

    private void Sync(DurableAcks durableAcks)
    {
        _journal.Sync();
        durableAcks.Complete();
    }

    private string Acknowledged()
    {
        Assert.That(_mailbox.TryTake(LogCursor.OutsideMemory(long.MaxValue), out var line));
        return Encoding.UTF8.GetString(line!);
    }
}
