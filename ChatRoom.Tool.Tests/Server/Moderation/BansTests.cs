using System.Net;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Moderation.Log;
using ChatRoom.Tests.Server.Moderation.Log;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Moderation;

/// <summary>Bans, mutes and locks in memory.</summary>
internal sealed class BansTests
{
    private ScratchControlLog _scratch = null!;
    private ControlLog _log = null!;

    private Bans Bans => _log.Bans;

    [SetUp]
    public void MakeLog()
    {
        _scratch = new ScratchControlLog();
        _log = new ControlLog(_scratch.Time);
    }

    [TearDown]
    public void RemoveLog()
    {
        _log.Dispose();
        _scratch.Dispose();
    }

    [Test]
    public void A_ban_lasts_until_its_end_and_one_without_an_end_lasts_forever()
    {
        Ban("bob", TimeSpan.FromHours(2));
        Ban("192.0.2.0/24");
        _scratch.Time.Advance(TimeSpan.FromHours(2) - TimeSpan.FromMilliseconds(1));
        Assert.That(Bans.Find(ScratchControlLog.Name("BOB"), Bans.Now), Is.Not.Null);

        _scratch.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.That(Bans.Find(ScratchControlLog.Name("bob"), Bans.Now), Is.Null);
        Assert.That(Bans.Find(IPAddress.Parse("192.0.2.9")), Is.Not.Null);
        Assert.That(Bans.All, Has.Length.EqualTo(1));
    }

    [Test]
    public void A_new_ban_of_the_same_target_replaces_the_old_one()
    {
        Ban("bob", TimeSpan.FromHours(2));
        Ban("Bob");
        Assert.That(Bans.All.Single().Until, Is.Null);
    }

    [Test]
    public void A_ban_of_a_name_and_its_address_is_lifted_by_either([Values("bob", "192.0.2.7")] string handle)
    {
        ScratchControlLog.Impose(_log, new Ban(BanTarget.Of(ScratchControlLog.Name("bob"), IPAddress.Parse("192.0.2.7")), 0, null, ScratchControlLog.Name("alice"), ""));
        Ban("192.0.2.0/24");

        Assert.That(ScratchControlLog.Lift(_log, handle), Has.Length.EqualTo(1));

        Assert.That(Bans.Find(ScratchControlLog.Name("bob"), Bans.Now), Is.Null);
        Assert.That(Bans.All.Single().Target, Is.EqualTo(ScratchControlLog.Target("192.0.2.0/24")));
    }

    [Test]
    public void A_mute_takes_the_place_of_all_mutes_of_that_name()
    {
        Mute(new BanTarget(ScratchControlLog.Name("bob"), null));
        Mute(BanTarget.Of(ScratchControlLog.Name("ann"), IPAddress.Parse("192.0.2.7")));
        Mute(BanTarget.Of(ScratchControlLog.Name("Bob"), IPAddress.Parse("192.0.2.7")));

        Assert.That(_log.Mutes.All.Select(mute => $"{mute.Target}"), Is.EqualTo(new[] { "ann and 192.0.2.7", "Bob and 192.0.2.7" }));
    }

    [Test]
    public void A_ban_over_the_limit_is_refused_and_one_that_is_over_does_not_count()
    {
        for (var number = 0; number < ControlState.MaxBans - 1; number++)
        {
            Ban($"eve{number}");
        }

        Ban("bob", TimeSpan.FromHours(1));
        Assert.That(ScratchControlLog.Impose(_log, _scratch.Of("one-more"))?.Code, Is.EqualTo("too-many-bans"));
        Ban("eve0", TimeSpan.FromHours(2));
        _scratch.Time.Advance(TimeSpan.FromMinutes(61));

        Ban("one-more");
    }

    [Test]
    public void Locks_ignore_case_and_a_lock_that_is_there_becomes_no_record()
    {
        Assert.That(ScratchControlLog.Lock(_log, "Attic"), Is.Null);
        Assert.That(ScratchControlLog.Lock(_log, "cellar"), Is.Null);
        Assert.That(ScratchControlLog.Lock(_log, "CELLAR", isLocked: false), Is.Null);
        var again = ScratchControlLog.Commit(_log, new ControlAct.Lock(ScratchControlLog.Name("attic"), IsLocked: true, ScratchControlLog.Name("alice")));

        Assert.That(again.Records, Is.Empty);
        Assert.That(_log.Locks.Contains("attic"u8));
        Assert.That(_log.Locks.Contains("cellar"u8), Is.False);
    }

    private void Ban(string target, TimeSpan? length = null) => Assert.That(ScratchControlLog.Impose(_log, _scratch.Of(target, length)), Is.Null);

    private void Mute(BanTarget target) => Assert.That(ScratchControlLog.Mute(_log, new Ban(target, 0, null, ScratchControlLog.Name("alice"), "")), Is.Null);
}
