using System.Net;
using ChatRoom.Server.Options;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Options;

/// <summary>Files with one network a line: the addresses in them, and messages about mistakes.</summary>
internal sealed class NetworkListTests
{
    private readonly string _path = Path.GetTempFileName();

    [TearDown]
    public void Delete() => File.Delete(_path);

    [TestCase("192.0.2.7", true)]
    [TestCase("192.0.3.7", false)]
    [TestCase("::ffff:192.0.2.7", true)]
    [TestCase("198.51.100.1", true)]
    [TestCase("198.51.100.2", false)]
    [TestCase("203.0.113.9", true)]
    [TestCase("2001:db8:1::1", true)]
    [TestCase("2001:db9::1", false)]
    [TestCase("::1", false)]
    public void An_address_is_in_the_list_or_not(string address, bool isIn)
    {
        File.WriteAllText(_path, "# the office\n192.0.2.0/24\n\n 198.51.100.1 # bob\r\n2001:db8::/32\n::ffff:203.0.113.0/120\n");
        Assert.That(NetworkList.TryRead(_path, out var list, out var whyNot), whyNot);
        Assert.That(list!.Count, Is.EqualTo(4));
        Assert.That(list.Contains(IPAddress.Parse(address)), Is.EqualTo(isIn));
    }

    [TestCase("0.0.0.0/0", "192.0.2.1", true)]
    [TestCase("0.0.0.0/0", "2001:db8::1", false)]
    [TestCase("::/0", "2001:db8::1", true)]
    [TestCase("::/0", "192.0.2.1", false)]
    public void All_addresses_of_one_family_include_none_of_the_other(string network, string address, bool isIn)
    {
        File.WriteAllText(_path, network);
        Assert.That(NetworkList.TryRead(_path, out var list, out _));
        Assert.That(list!.Contains(IPAddress.Parse(address)), Is.EqualTo(isIn));
    }

    [TestCase("192.0.2.0/33")]
    [TestCase("example.org")]
    [TestCase("192.0.2")]
    [TestCase("192.0.2.1 192.0.2.2")]
    public void A_line_that_is_not_a_network_is_reported_by_file_and_line(string line)
    {
        File.WriteAllText(_path, $"# first\n192.0.2.0/24\n{line}\n");
        Assert.That(NetworkList.TryRead(_path, out _, out var whyNot), Is.False);
        Assert.That(whyNot, Is.EqualTo($"line 3 of {_path} is not a network; write ADDRESS or ADDRESS/N, such as 192.0.2.0/24 or 2001:db8::/32"));
    }

    [Test]
    public void A_missing_file_is_reported_in_one_sentence()
    {
        Assert.That(NetworkList.TryRead("/no/such", out _, out var whyNot), Is.False);
        Assert.That(whyNot, Is.EqualTo("cannot read /no/such: there is no such directory"));
        Assert.That(NetworkList.TryRead("", out _, out whyNot), Is.False);
        Assert.That(whyNot, Does.StartWith("cannot read : "));
    }
}
