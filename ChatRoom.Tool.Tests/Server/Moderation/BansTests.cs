using System.Net;
using System.Runtime.Versioning;
using ChatRoom.Protocol;
using ChatRoom.Server.Moderation;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Moderation;

[UnsupportedOSPlatform("windows")]
internal sealed class BansTests
{
    private readonly ManualTime _time = new();
    private readonly OperatorLog _log = new();
    private ScratchDirectory _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new ScratchDirectory();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_ban_lasts_until_its_end_and_one_without_an_end_lasts_forever()
    {
        var bans = new Bans(_time);
        Assert.That(bans.TryAdd(Of("bob", TimeSpan.FromHours(2))));
        Assert.That(bans.TryAdd(Of("192.0.2.0/24")));
        _time.Advance(TimeSpan.FromHours(2) - TimeSpan.FromMilliseconds(1));
        Assert.That(bans.Find(Name("BOB")), Is.Not.Null);

        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.That(bans.Find(Name("bob")), Is.Null);
        Assert.That(bans.Find(IPAddress.Parse("192.0.2.9")), Is.Not.Null);
        Assert.That(bans.All, Has.Length.EqualTo(1));
    }

    [Test]
    public void A_clock_that_is_ahead_for_a_moment_ends_no_ban()
    {
        var bans = Open();
        bans.TryAdd(Of("bob", TimeSpan.FromHours(2)));
        _time.SetClock(TimeSpan.FromDays(1));
        bans.TryAdd(Of("eve"));
        bans.Save();
        _time.SetClock(TimeSpan.FromDays(-1));

        Assert.That(bans.Find(Name("bob")), Is.Not.Null);
        Assert.That(Open().Find(Name("bob")), Is.Not.Null);
    }

    [Test]
    public void Changes_in_the_file_and_unwritten_changes_are_both_kept_when_it_is_read_again()
    {
        var bans = Open();
        bans.TryAdd(Of("ann"));
        bans.TryAdd(Of("bob"));
        bans.TryAdd(Of("eve"));
        bans.Save();
        var lines = File.ReadAllLines(_folder["bans"]).Where(line => !line.StartsWith("ann ", StringComparison.Ordinal));
        File.WriteAllLines(_folder["bans"], [.. lines, "mallory * 2026-01-01T00:00:00Z * root"]);
        bans.Lift(new BanTarget(Name("bob"), null));
        bans.TryAdd(Of("trudy"));

        Assert.That(bans.TryReload(out var added, out var outcome), outcome);

        Assert.That(bans.All.Select(ban => $"{ban.Target}"), Is.EquivalentTo(new[] { "eve", "mallory", "trudy" }));
        Assert.That(added.Select(ban => $"{ban.Target}"), Is.EqualTo(new[] { "mallory" }));
        Assert.That(outcome, Is.EqualTo("3 in force, 1 of them new"));
        bans.Save();
        Assert.That(Open().All, Has.Length.EqualTo(3));

        File.WriteAllText(_folder["bans"], "no ban\n");
        Assert.That(bans.TryReload(out _, out outcome), Is.False);
        Assert.That(outcome, Does.StartWith("line 1 of "));
        Assert.That(bans.All, Has.Length.EqualTo(3));
    }

    [Test]
    public void A_new_ban_of_the_same_target_replaces_the_old_one()
    {
        var bans = new Bans(_time);
        bans.TryAdd(Of("bob", TimeSpan.FromHours(2)));
        bans.TryAdd(Of("Bob"));
        Assert.That(bans.All.Single().Until, Is.Null);
    }

    [Test]
    public void A_ban_of_a_name_and_its_address_is_lifted_by_either([Values("bob", "192.0.2.7")] string handle)
    {
        var bans = new Bans(_time);
        bans.TryAdd(new Ban(BanTarget.Of(Name("bob"), IPAddress.Parse("192.0.2.7")), 0, null, Name("alice"), ""));
        bans.TryAdd(Of("192.0.2.0/24"));

        Assert.That(bans.Lift(Target(handle)), Has.Length.EqualTo(1));

        Assert.That(bans.Find(Name("bob")), Is.Null);
        Assert.That(bans.All.Single().Target, Is.EqualTo(Target("192.0.2.0/24")));
    }

    [Test]
    public void Saved_bans_are_read_again()
    {
        var requests = 0;
        var bans = Open(() => requests++);
        bans.TryAdd(Of("-", TimeSpan.FromDays(7), "he said: # * no"));
        bans.TryAdd(new Ban(BanTarget.Of(Name("bob"), IPAddress.Parse("2001:db8::1")), bans.Now, null, Name("alice"), ""));
        Assert.That(requests, Is.EqualTo(2));
        bans.Save();

        var again = Open();
        Assert.That(
            again.All.Select(ban => $"{ban.Target} {ban.Until} {ban.By} {ban.Reason}"),
            Is.EqualTo(bans.All.Select(ban => $"{ban.Target} {ban.Until} {ban.By} {ban.Reason}")));
        Assert.That(File.GetUnixFileMode(_folder["bans"]), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(Directory.GetFiles(_folder["."]), Has.Length.EqualTo(1), "nothing unfinished is left");
    }

    [Test]
    public void Without_changes_nothing_is_written()
    {
        Open().Save();
        Assert.That(File.Exists(_folder["bans"]), Is.False);
    }

    [TestCase("bob")]
    [TestCase("* * 2026-11-22T21:22:44Z * alice")]
    [TestCase("bob bob 2026-11-22T21:22:44Z * alice")]
    [TestCase("bob * yesterday * alice")]
    [TestCase("bob * 2026-11-22T21:22:44Z soon alice")]
    [TestCase("bob 1.2.3.4/40 2026-11-22T21:22:44Z * alice")]
    public void A_line_that_is_not_a_ban_is_an_error(string line)
    {
        _folder.Write("bans", $"# what a person wrote\n\n{line}\n");
        Assert.That(Bans.TryOpen(_time, Kept, () => { }, out _, out var whyNot), Is.False);
        Assert.That(whyNot, Is.EqualTo($"line 3 of {_folder["bans"]} is not a ban: write NAME NETWORK SINCE UNTIL BY REASON, or delete it"));
    }

    [Test]
    public async Task A_failed_write_is_reported_once_and_so_is_its_end()
    {
        var bans = Open();
        bans.TryAdd(Of("bob"));
        Directory.CreateDirectory(_folder["bans.new"]);
        bans.Save();
        bans.Save();
        Directory.Delete(_folder["bans.new"]);
        bans.Save();

        await _log.SaysLike("^bans are in force, but end with the server: cannot write ");
        await _log.Says($"bans are written to {_folder["bans"]} again");
        _log.SaysNothingElse();
        Assert.That(Open().All, Has.Length.EqualTo(1));
    }

    private BanFile Kept => new(_folder["bans"], _log.WriteLine, "ban");

    private static Nickname Name(string name) => Nickname.TryParse(name, out var parsed) ? parsed : throw new ArgumentException(name);

    private static BanTarget Target(string text) => BanTarget.TryParse(text, out var target) ? target : throw new ArgumentException(text);

    private Bans Open(Action? requestSave = null)
    {
        Assert.That(Bans.TryOpen(_time, Kept, requestSave ?? (() => { }), out var bans, out var whyNot), whyNot);
        return bans!;
    }

    private Ban Of(string target, TimeSpan? length = null, string reason = "")
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return new Ban(Target(target), now, now + (long?)length?.TotalMilliseconds, Name("alice"), reason);
    }
}
