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
    private readonly Fingerprint _some = Fingerprint.Of("some certificate"u8);
    private readonly ScratchDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task First_meetings_at_the_same_time_are_all_kept()
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
                    new KnownHosts(known).Add($"host{one}:{i}", _some);
                }
            },
            TaskCreationOptions.LongRunning)));

        var expected = from one in Enumerable.Range(0, 8) from i in Enumerable.Range(0, each) select $"host{one}:{i} {_some}";

        // An empty line means nothing: it stands where the last line seemed to have no end when the next one was added.
        Assert.That(File.ReadLines(known).Where(line => line.Length > 0), Is.EquivalentTo(expected));
    }

    [TestCase("# mine", "# mine\n")]
    [TestCase("# mine\n", "# mine\n")]
    [TestCase("", "")]
    public void A_line_begins_after_the_end_of_the_last_one(string before, string kept)
    {
        var path = _folder.Write("known_hosts", before);

        new KnownHosts(path).Add("host:1", _some);

        Assert.That(File.ReadAllText(path), Is.EqualTo($"{kept}host:1 {_some}\n"));
    }

    [Test]
    public void A_link_to_a_file_that_is_not_there_is_followed()
    {
        var known = new KnownHosts(_folder["known_hosts"]);
        File.CreateSymbolicLink(known.Path, _folder["elsewhere"]);
        Assert.That(known.Find("host:1"), Is.Empty);

        known.Add("host:1", _some);

        Assert.That(File.ReadAllText(_folder["elsewhere"]), Is.EqualTo($"host:1 {_some}\n"));
        Assert.That(known.Find("host:1"), Has.Count.EqualTo(1));
    }
}
