using System.Runtime.Versioning;
using ChatRoom.Server.Moderation;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Moderation;

[UnsupportedOSPlatform("windows")]
internal sealed class TopicLocksTests
{
    private readonly OperatorLog _log = new();
    private ScratchDirectory _folder = null!;

    private ModerationFile Kept => new(_folder["locks"], "locks of topics", _log.WriteLine);

    [SetUp]
    public void MakeFolder() => _folder = new ScratchDirectory();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Saved_locks_are_read_again_and_ignore_case()
    {
        var requests = 0;
        var locks = Open(() => requests++);
        locks.Set("Attic"u8, isLocked: true);
        locks.Set("cellar"u8, isLocked: true);
        locks.Set("CELLAR"u8, isLocked: false);
        locks.Save();

        var again = Open();
        Assert.That(again.Contains("attic"u8));
        Assert.That(again.Contains("cellar"u8), Is.False);
        Assert.That(requests, Is.EqualTo(3));
        Assert.That(File.ReadAllText(_folder["locks"]), Is.EqualTo("Attic\n"));
    }

    [Test]
    public void A_line_that_is_not_a_room_is_an_error()
    {
        _folder.Write("locks", "attic\nno room\u001b[2J\n");
        Assert.That(TopicLocks.TryOpen(Kept, () => { }, out _, out var whyNot), Is.False);
        Assert.That(whyNot, Does.StartWith($"a line of {_folder["locks"]} is not a room: 'no room").And.EndsWith("'; delete it").And.Not.Contains("\u001b"));
    }

    [Test]
    public async Task A_failed_write_is_reported_once_and_so_is_its_end()
    {
        var locks = Open();
        locks.Set("attic"u8, isLocked: true);
        Directory.CreateDirectory(_folder["locks.new"]);
        locks.Save();
        locks.Save();
        Directory.Delete(_folder["locks.new"]);
        locks.Save();

        await _log.SaysLike("^locks of topics are in force, but end with the server: cannot write ");
        await _log.Says($"locks of topics are written to {_folder["locks"]} again");
        _log.SaysNothingElse();
        Assert.That(Open().Contains("attic"u8));
    }

    private TopicLocks Open(Action? requestSave = null)
    {
        Assert.That(TopicLocks.TryOpen(Kept, requestSave ?? (() => { }), out var locks, out var whyNot), whyNot);
        return locks!;
    }
}
