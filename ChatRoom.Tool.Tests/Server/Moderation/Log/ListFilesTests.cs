using System.Runtime.Versioning;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Moderation.Log;
using ChatRoom.Tests.Server.Log;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Moderation.Log;

/// <summary>Files of an older server, or of a person, that are taken over into the control log.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ListFilesTests
{
    private readonly List<string> _taken = [];
    private ScratchControlLog _scratch = null!;

    [SetUp]
    public void Make()
    {
        _scratch = new ScratchControlLog();
        _taken.Clear();
    }

    [TearDown]
    public void Delete() => _scratch.Dispose();

    [Test]
    public void The_files_of_an_older_server_are_taken_over_at_the_first_start()
    {
        Write("bans", "# The bans: NAME NETWORK SINCE UNTIL BY REASON\n\neve 192.0.2.7/32 2026-01-01T00:00:00Z * root no more\n* 2001:db8::/32 2026-01-01T00:00:00Z 2026-02-01T00:00:00Z root\n");
        Write("mutes", "bob * 2026-01-01T00:00:00Z * root\n");
        Write("locks", "Attic\ncellar\n");
        using (var log = _scratch.Open())
        {
            Assert.That(new ListFiles(log, _scratch.Options, log.CommitAsync).TryTakeOverAll(_taken.Add, out var whyNot), whyNot);
        }

        Assert.That(_taken, Is.EqualTo(new[]
        {
            $"took over {_scratch["bans"]}: 2 in force, 2 of them new; the file is {_scratch["bans.old"]} now",
            $"took over {_scratch["mutes"]}: 1 in force, 1 of them new; the file is {_scratch["mutes.old"]} now",
            $"took over {_scratch["locks"]}: 2 in force; the file is {_scratch["locks.old"]} now",
        }));
        using var again = _scratch.Open();
        Assert.That(again.Bans.All.Select(ban => $"{ban.Target}, {ban.By}, {ban.Reason}"), Is.EqualTo(new[] { "eve and 192.0.2.7, root, no more", "2001:db8::/32, root, " }));
        Assert.That(again.Bans.All[1].Until, Is.EqualTo(DateTimeOffset.Parse("2026-02-01T00:00:00Z").ToUnixTimeMilliseconds()));
        Assert.That(again.Mutes.Find(ScratchControlLog.Name("bob"), again.Mutes.Now), Is.Not.Null);
        Assert.That(again.Locks.Contains("attic"u8) && again.Locks.Contains("cellar"u8));
        Assert.That(new ListFiles(again, _scratch.Options, again.CommitAsync).TryTakeOverAll(_taken.Add, out _));
        Assert.That(_taken, Has.Count.EqualTo(3), "at the next start there is nothing to take over");
    }

    [TestCase("bob")]
    [TestCase("* * 2026-11-22T21:22:44Z * alice")]
    [TestCase("bob bob 2026-11-22T21:22:44Z * alice")]
    [TestCase("bob * yesterday * alice")]
    [TestCase("bob * 2026-11-22T21:22:44Z soon alice")]
    [TestCase("bob 1.2.3.4/40 2026-11-22T21:22:44Z * alice")]
    public void A_line_that_is_not_a_ban_is_an_error(string line)
    {
        Write("bans", $"# what a person wrote\n\n{line}\n");
        Refuses($"line 3 of {_scratch["bans"]} is not a ban: write NAME NETWORK SINCE UNTIL BY REASON, or delete it");
        Assert.That(File.Exists(_scratch["bans"]));
    }

    [Test]
    public void A_line_that_is_not_a_room_is_an_error()
    {
        Write("locks", "attic\nno room\u001b[2J\n");
        Refuses($"a line of {_scratch["locks"]} is not a room: 'no room'; delete it");
    }

    [Test]
    public void A_reason_that_does_not_fit_into_a_record_is_an_error()
    {
        Write("bans", $"bob * 2026-11-22T21:22:44Z * alice {new string('x', 4097)}\n");
        Refuses($"the reason in line 1 of {_scratch["bans"]} is longer than 4096 bytes: shorten it");
    }

    [Test]
    public void Of_two_bans_of_one_target_the_one_that_ends_last_counts()
    {
        Write("bans", "bob * 2026-01-01T00:00:00Z * root\nBOB * 2026-01-01T00:00:00Z 2026-02-01T00:00:00Z root\n");
        using var log = _scratch.Open();
        Assert.That(new ListFiles(log, _scratch.Options, log.CommitAsync).TryTakeOverAll(_taken.Add, out _));
        Assert.That(log.Bans.All.Single().Until, Is.Null);
    }

    [Test]
    public void A_file_that_is_there_again_replaces_the_whole_list()
    {
        using var log = _scratch.Open();
        var files = new ListFiles(log, _scratch.Options, log.CommitAsync);
        ScratchControlLog.Impose(log, _scratch.Of("ann"));
        ScratchControlLog.Impose(log, _scratch.Of("bob"));
        log.Enforce = record => record is ControlRecord.Imposed { Ban.Target.Name: { } name } && name.Equals(ScratchControlLog.Name("mallory")) ? 1 : 0;
        Assert.That(files.TryTakeOverBans(out var expelled, out var outcome));
        Assert.That((outcome, expelled), Is.EqualTo(("2 in force, as before", (int?)null)));

        Write("bans", "bob * 2026-01-01T00:00:00Z * alice\nmallory * 2026-01-01T00:00:00Z * root\n");
        Assert.That(files.TryTakeOverBans(out expelled, out outcome), outcome);

        Assert.That(log.Bans.All.Select(ban => $"{ban.Target}"), Is.EqualTo(new[] { "bob", "mallory" }));
        Assert.That(expelled, Is.EqualTo(1), "of the one ban that is new");
        Assert.That(outcome, Is.EqualTo($"2 in force, 1 of them new; the file is {_scratch["bans.old"]} now"));
        Assert.That(File.ReadAllText(_scratch["bans"]), Does.EndWith("moved to control/\n"));

        Write("bans", "no ban\n");
        Assert.That(files.TryTakeOverBans(out _, out outcome), Is.False);
        Assert.That(outcome, Does.StartWith("line 1 of "));
        Assert.That(log.Bans.All, Has.Length.EqualTo(2));
    }

    [Test]
    public void Locks_are_replaced_as_well()
    {
        using var log = _scratch.Open();
        ScratchControlLog.Lock(log, "attic");
        Write("locks", "cellar\n");
        Assert.That(new ListFiles(log, _scratch.Options, log.CommitAsync).TryTakeOverLocks(out var outcome), outcome);
        Assert.That(log.Locks.Contains("cellar"u8) && !log.Locks.Contains("attic"u8));
    }

    [Test]
    public void A_file_stays_if_the_log_cannot_be_written()
    {
        var disk = new FullDisk { Free = 0 };
        Write("bans", "bob * 2026-01-01T00:00:00Z * root\n");
        using var log = _scratch.Open(disk.Options.Write);
        Assert.That(new ListFiles(log, _scratch.Options, log.CommitAsync).TryTakeOverBans(out _, out var outcome), Is.False);
        Assert.That(outcome, Is.EqualTo($"{_scratch["bans"]} cannot be taken over, because the log of bans, mutes and locks cannot be written"));
        Assert.That(File.Exists(_scratch["bans"]));
        Assert.That(log.Bans.IsEmpty);
    }

    [Test]
    public void A_file_that_cannot_be_renamed_is_reported_with_what_to_do()
    {
        Directory.CreateDirectory(_scratch["bans.old"]);
        Write("bans", "bob * 2026-01-01T00:00:00Z * root\n");
        using var log = _scratch.Open();
        Assert.That(new ListFiles(log, _scratch.Options, log.CommitAsync).TryTakeOverBans(out _, out var outcome));
        Assert.That(outcome, Does.StartWith($"1 in force, 1 of them new; delete {_scratch["bans"]}, or it counts again at the next start: it cannot be renamed to "));
    }

    [Test]
    public void An_older_server_finds_a_notice_that_is_no_ban_and_this_one_ignores_it()
    {
        using var log = _scratch.Open();
        var files = new ListFiles(log, _scratch.Options, log.CommitAsync);
        ScratchControlLog.Impose(log, _scratch.Of("bob"));

        files.LeaveNotice();

        Assert.That(BanFile.TryParse("bans", File.ReadAllLines(_scratch["bans"]), "ban", out _, out var whyNot), Is.False);
        Assert.That(whyNot, Does.StartWith("line 3 of bans is not a ban: "));
        Assert.That(files.TryTakeOverBans(out _, out var outcome));
        Assert.That(outcome, Is.EqualTo("1 in force, as before"));
    }

    [Test]
    public void A_file_of_a_person_is_not_replaced_by_the_notice()
    {
        using var log = _scratch.Open();
        ScratchControlLog.Impose(log, _scratch.Of("bob"));
        Write("bans", "eve * 2026-01-01T00:00:00Z * root\n");
        new ListFiles(log, _scratch.Options, log.CommitAsync).LeaveNotice();
        Assert.That(File.ReadAllText(_scratch["bans"]), Does.StartWith("eve "));
    }

    private void Write(string name, string text) => File.WriteAllText(_scratch[name], text);

    private void Refuses(string sentence)
    {
        using var log = _scratch.Open();
        Assert.That(new ListFiles(log, _scratch.Options, log.CommitAsync).TryTakeOverAll(_taken.Add, out var whyNot), Is.False);
        Assert.That(whyNot, Is.EqualTo(sentence));
    }
}
