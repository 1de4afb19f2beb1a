using System.Net;
using System.Runtime.Versioning;
using ChatRoom.Server.Log.Segments;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Moderation.Log;
using ChatRoom.Tests.Server.Log;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Moderation.Log;

[UnsupportedOSPlatform("windows")]
internal sealed class ControlLogTests
{
    private ScratchControlLog _scratch = null!;

    [SetUp]
    public void Make() => _scratch = new ScratchControlLog();

    [TearDown]
    public void Delete() => _scratch.Dispose();

    [Test]
    public void Bans_mutes_and_locks_are_there_after_a_restart()
    {
        var requests = 0;
        using (var log = _scratch.Open(requestSync: () => requests++))
        {
            ScratchControlLog.Impose(log, _scratch.Of("eve", TimeSpan.FromDays(7), "he said: # * no"));
            ScratchControlLog.Impose(log, new Ban(BanTarget.Of(ScratchControlLog.Name("bob"), IPAddress.Parse("2001:db8::1")), log.Now, null, ScratchControlLog.Name("alice"), ""));
            ScratchControlLog.Impose(log, _scratch.Of("192.0.2.0/24"));
            ScratchControlLog.Lift(log, "192.0.2.0/24");
            ScratchControlLog.Mute(log, _scratch.Of("ann"));
            ScratchControlLog.Lock(log, "attic");
        }

        Assert.That(requests, Is.EqualTo(6));
        Assert.That(
            File.ReadAllLines(_scratch.Files.Single()).Select(line => line.Split(' ', 2)[1]),
            Is.EqualTo(new[]
            {
                "- control/1 1 1767323045000",
                "- ban 1767323045000 eve * 1767927845000 alice he said: # * no",
                "- ban 1767323045000 bob 2001:db8::/64 * alice",
                "- ban 1767323045000 * 192.0.2.0/24 * alice",
                "- unban 1767323045000 * 192.0.2.0/24 alice",
                "- mute 1767323045000 ann * * alice",
                "- lock 1767323045000 attic alice",
            }));
        Assert.That(File.GetUnixFileMode(_scratch.Files.Single()), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        using var again = _scratch.Open();
        Assert.That(again.Bans.All.Select(ban => $"{ban.Target}: {ban.Reason}"), Is.EqualTo(new[] { "eve: he said: # * no", "bob and 2001:db8::/64: " }));
        Assert.That(again.Mutes.Find(ScratchControlLog.Name("ann"), again.Mutes.Now), Is.Not.Null);
        Assert.That(again.Locks.Contains("attic"u8));
        Assert.That(_scratch.Reports, Is.Empty);
    }

    [Test]
    public void Without_an_act_nothing_is_written()
    {
        using var log = _scratch.Open();
        Assert.That(log.Sync());
        Assert.That(Directory.Exists(_scratch.LogPath), Is.False);
    }

    [Test]
    public void A_clock_that_is_ahead_for_a_moment_ends_no_ban()
    {
        using (var log = _scratch.Open())
        {
            ScratchControlLog.Impose(log, _scratch.Of("bob", TimeSpan.FromHours(2)));
            _scratch.Time.SetClock(TimeSpan.FromDays(1));
            FillSegment(log);
            _scratch.Time.SetClock(TimeSpan.FromDays(-1));
            Assert.That(log.Bans.Find(ScratchControlLog.Name("bob"), log.Bans.Now), Is.Not.Null);
        }

        using var again = _scratch.Open();
        Assert.That(again.Bans.Find(ScratchControlLog.Name("bob"), again.Bans.Now), Is.Not.Null);
    }

    [Test]
    public void A_new_segment_repeats_what_is_in_force_and_the_old_one_goes_when_the_new_one_is_on_the_disk()
    {
        using (var log = _scratch.Open())
        {
            ScratchControlLog.Impose(log, _scratch.Of("short", TimeSpan.FromMinutes(1)));
            ScratchControlLog.Impose(log, _scratch.Of("bob"));
            _scratch.Time.Advance(TimeSpan.FromMinutes(2));
            FillSegment(log);
            Assert.That(_scratch.Files, Has.Length.EqualTo(2));

            Assert.That(log.Sync());

            Assert.That(_scratch.Files.Select(Path.GetFileName), Is.EqualTo(new[] { "00000000000000000002.log" }));
            Assert.That(File.ReadAllText(_scratch.Files.Single()), Does.Match(@"^\w+ -\+\d+ control/1 2 \d+\n\w+ - ban \d+ bob \* \* alice\n").And.Not.Contains("short"));
        }

        using var again = _scratch.Open();
        Assert.That(again.Bans.Find(ScratchControlLog.Name("bob"), again.Bans.Now), Is.Not.Null);
        Assert.That(new FileInfo(_scratch.Files.Single()).Length, Is.LessThan(ControlStore.SmallestSegment));
    }

    [Test]
    public void An_act_that_cannot_be_written_is_refused_and_nothing_has_happened([Values(0, 1, 60)] int free)
    {
        var disk = new FullDisk();
        using (var log = _scratch.Open(disk.Options.Write))
        {
            ScratchControlLog.Impose(log, _scratch.Of("bob"));
            disk.Free = free;
            for (var attempt = 0; attempt < 2; attempt++)
            {
                Assert.That(ScratchControlLog.Impose(log, _scratch.Of("eve", reason: new string('x', 100)))?.Code, Is.EqualTo("not-written"));
                Assert.That(ScratchControlLog.Lift(log, "bob"), Is.Empty);
            }

            Assert.That(log.Bans.All.Select(ban => $"{ban.Target}"), Is.EqualTo(new[] { "bob" }));
            disk.Free = long.MaxValue;
            Assert.That(ScratchControlLog.Impose(log, _scratch.Of("ann")), Is.Null);
        }

        Assert.That(_scratch.Reports, Is.EqualTo(new[]
        {
            $"bans, mutes and locks are refused until the log can be written: cannot write {_scratch.Files.Single()}: no space left on device",
            "bans, mutes and locks are written to the log again",
        }));
        using var again = _scratch.Open();
        Assert.That(again.Bans.All.Select(ban => $"{ban.Target}"), Is.EqualTo(new[] { "bob", "ann" }));
    }

    [Test]
    public void A_log_that_somebody_removed_is_written_again()
    {
        string removed;
        using (var log = _scratch.Open())
        {
            ScratchControlLog.Impose(log, _scratch.Of("bob"));
            ScratchControlLog.Impose(log, _scratch.Of("eve"));
            removed = _scratch.Files.Single();
            Directory.Delete(_scratch.LogPath, recursive: true);
            Assert.That(log.Sync());
            Assert.That(log.Sync());
            ScratchControlLog.Lift(log, "eve");
        }

        Assert.That(_scratch.Reports, Is.EqualTo(new[] { $"{removed} was removed or replaced; bans, mutes and locks were written again" }));
        using var again = _scratch.Open();
        Assert.That(again.Bans.All.Select(ban => $"{ban.Target}"), Is.EqualTo(new[] { "bob" }));
    }

    [Test]
    public void A_log_of_a_newer_version_is_not_read()
    {
        Directory.CreateDirectory(_scratch.LogPath);
        var path = Path.Combine(_scratch.LogPath, SegmentFile.NameOf(1));
        var line = "00000000 - control/2 1 5 more"u8.ToArray();
        ChatRoom.Server.Log.Records.Checksum.Write(line);
        File.WriteAllBytes(path, [.. line, (byte)'\n']);

        Assert.That(_scratch.TryOpen(out var whyNot), Is.False);

        Assert.That(whyNot, Does.StartWith($"{path} was written by a newer version of chatroom, so its bans are not known to this one: "));
    }

    /// <summary>Bans and lifts until a new segment has begun.</summary>
    private void FillSegment(ControlLog log)
    {
        for (var act = 0; act <= ControlStore.SmallestSegment / 4000; act++)
        {
            Assert.That(ScratchControlLog.Impose(log, _scratch.Of("filler", reason: new string('x', 4000))), Is.Null);
        }

        ScratchControlLog.Lift(log, "filler");
        ScratchControlLog.Impose(log, _scratch.Of("last"));
        Assert.That(_scratch.Files, Has.Length.EqualTo(2));
    }
}
