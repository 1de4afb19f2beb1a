using ChatRoom.CommandLine.Settings;
using NUnit.Framework;

namespace ChatRoom.Tests.CommandLine.Settings;

internal sealed class ServerUrlTests
{
    [TestCase("chatroom://bob@10.0.0.5:5501/lobby", "10.0.0.5", 5501, "bob", "lobby")]
    [TestCase("chatroom://example.org", "example.org", null, null, null)]
    [TestCase("CHATROOM://example.org:1/ops", "example.org", 1, null, "ops")]
    [TestCase("chatroom://bob@localhost", "localhost", null, "bob", null)]
    [TestCase("chatroom://[::1]", "::1", null, null, null)]
    [TestCase("chatroom://bob@[fe80::1%2]:65535/a.b-c", "fe80::1%2", 65535, "bob", "a.b-c")]
    [TestCase("chatroom://[b]{o}|^_@h/{ops}", "h", null, "[b]{o}|^_", "{ops}")]
    [TestCase("chatroom://%5Bb%5d%7Bo%7D%7c%5E_@h/%6fps", "h", null, "[b]{o}|^_", "ops")]
    public void Each_part_is_found_and_only_the_host_is_required(string text, string host, int? port, string? name, string? room)
    {
        Assert.That(ServerUrl.TryParse(text, out var url, out _), Is.True);
        Assert.That(
            (url!.Addresses[0].Host, url.Port, url.Name?.ToString(), url.Room?.ToString()),
            Is.EqualTo((host, port, name, room)));
    }

    [TestCase("chatroom://bob@a:5500,b:5501,[::1]:5502/lobby", "a 5500, b 5501, ::1 5502", "bob")]
    [TestCase("chatrooms://a,[::1],10.0.0.5:1", "a , ::1 , 10.0.0.5 1", null)]
    public void Several_servers_have_commas_between_them(string text, string addresses, string? name)
    {
        Assert.That(ServerUrl.TryParse(text, out var url, out var whyNot), Is.True, whyNot);
        Assert.That(string.Join(", ", url!.Addresses.Select(address => $"{address.Host} {address.Port}")), Is.EqualTo(addresses));
        Assert.That((url.Name?.ToString(), url.Port), Is.EqualTo((name, (int?)null)), "no address has a port for all");
    }

    [TestCase("chatroom://h", false)]
    [TestCase("chatrooms://h", true)]
    [TestCase("ChatRooms://h", true)]
    public void The_scheme_chooses_TLS(string text, bool isTls)
    {
        Assert.That(ServerUrl.LooksLikeUrl(text), Is.True);
        Assert.That(ServerUrl.TryParse(text, out var url, out _), Is.True);
        Assert.That((url!.Addresses[0].Host, url.IsTls), Is.EqualTo(("h", isTls)));
    }

    [TestCase("example.org", "it begins neither with chatroom:// nor with chatrooms://")]
    [TestCase("http://example.org", "it begins neither with chatroom:// nor with chatrooms://")]
    [TestCase("chatroom://", "its host is missing; an IPv6 address must be in brackets")]
    [TestCase("chatroom:///lobby", "its host is missing; an IPv6 address must be in brackets")]
    [TestCase("chatroom://bob@:5500", "its host is missing; an IPv6 address must be in brackets")]
    [TestCase("chatroom://::1", "its host is missing; an IPv6 address must be in brackets")]
    [TestCase("chatroom://1::1", "its host is missing; an IPv6 address must be in brackets")]
    [TestCase("chatroom://[::1", "its host is missing; an IPv6 address must be in brackets")]
    [TestCase("chatroom://[::1]5500", "its host is missing; an IPv6 address must be in brackets")]
    [TestCase("chatroom://[10.0.0.5]", "its host is missing; an IPv6 address must be in brackets")]
    [TestCase("chatroom://two words", "its host is missing; an IPv6 address must be in brackets")]
    [TestCase("chatroom://a,,b", "one of its addresses is empty; give HOST or HOST:PORT, with one comma between two")]
    [TestCase("chatroom://a,b,/lobby", "one of its addresses is empty; give HOST or HOST:PORT, with one comma between two")]
    [TestCase("chatroom://a,::1", "its host is missing; an IPv6 address must be in brackets")]
    [TestCase("chatroom://a,b:/lobby", "its port is empty; give one, or leave out what goes with it")]
    [TestCase("chatroom://a,b:70000", "'70000' is not a port; give a number from 1 to 65535")]
    [TestCase("chatroom://h:", "its port is empty; give one, or leave out what goes with it")]
    [TestCase("chatroom://h:/ops", "its port is empty; give one, or leave out what goes with it")]
    [TestCase("chatroom://[::1]:/ops", "its port is empty; give one, or leave out what goes with it")]
    [TestCase("chatroom://h/", "its room is empty; give one, or leave out what goes with it")]
    [TestCase("chatroom://h:1/", "its room is empty; give one, or leave out what goes with it")]
    [TestCase("chatroom://:5500/ops", "its host is missing; an IPv6 address must be in brackets")]
    [TestCase("chatroom://h:0", "'0' is not a port; give a number from 1 to 65535")]
    [TestCase("chatroom://h:+1", "'+1' is not a port; give a number from 1 to 65535")]
    [TestCase("chatroom://@h", "its name is empty; give one, or leave out what goes with it")]
    [TestCase("chatroom://two%20words@h", "its name or its room is not allowed; use 1 to 32 of A-Z a-z 0-9 _ - . [ ] { } | ^ and no spaces")]
    [TestCase("chatroom://h/a/b", "its name or its room is not allowed; use 1 to 32 of A-Z a-z 0-9 _ - . [ ] { } | ^ and no spaces")]
    public void A_wrong_url_is_refused_with_the_reason(string text, string reason)
    {
        Assert.That(ServerUrl.TryParse(text, out _, out var whyNot), Is.False);
        Assert.That(whyNot, Is.EqualTo($"'{text}' is not a room's URL such as chatroom://bob@10.0.0.5:5500/lobby: {reason}"));
    }

    [Test]
    public void An_error_quotes_a_url_without_its_controls()
    {
        Assert.That(ServerUrl.TryParse("chatroom://h:\e[2J", out _, out var whyNot), Is.False);
        Assert.That(whyNot, Does.Not.Contain("\e"));
    }
}
