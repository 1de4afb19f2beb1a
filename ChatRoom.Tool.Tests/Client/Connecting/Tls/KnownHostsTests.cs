using System.Runtime.Versioning;
using ChatRoom.Client.Connecting.Tls;
using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Connecting.Tls;

[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
internal sealed class KnownHostsTests : IDisposable
{
    private readonly Fingerprint _fingerprint = Fingerprint.Of("some certificate"u8);
    private readonly ScratchDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task Servers_that_are_added_at_the_same_time_are_all_saved()
    {
        const int each = 250;
        var known = _folder["known_hosts"];
        using var begin = new Barrier(8);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(one => Task.Factory.StartNew(
            () =>
            {
                begin.SignalAndWait();
                for (var i = 0; i < each; i++)
                {
                    new KnownHosts(known).Add($"host{one}:{i}", _fingerprint);
                }
            },
            TaskCreationOptions.LongRunning)));

        var expected = from one in Enumerable.Range(0, 8) from i in Enumerable.Range(0, each) select $"host{one}:{i} {_fingerprint}";

        // Empty lines are harmless: a writer that sees an unfinished last line adds a line end first.
        Assert.That(File.ReadLines(known).Where(line => line.Length > 0), Is.EquivalentTo(expected));
    }

    [TestCase("# mine", "# mine\n")]
    [TestCase("# mine\n", "# mine\n")]
    [TestCase("", "")]
    public void A_new_line_does_not_continue_an_unfinished_one(string before, string kept)
    {
        var path = _folder.Write("known_hosts", before);

        new KnownHosts(path).Add("host:1", _fingerprint);

        Assert.That(File.ReadAllText(path), Is.EqualTo($"{kept}host:1 {_fingerprint}\n"));
    }

    [Test]
    public void A_link_to_a_missing_file_is_followed()
    {
        var known = new KnownHosts(_folder["known_hosts"]);
        File.CreateSymbolicLink(known.Path, _folder["elsewhere"]);
        Assert.That(known.Find("host:1"), Is.Empty);

        known.Add("host:1", _fingerprint);

        Assert.That(File.ReadAllText(_folder["elsewhere"]), Is.EqualTo($"host:1 {_fingerprint}\n"));
        Assert.That(known.Find("host:1"), Has.Count.EqualTo(1));
    }
}
