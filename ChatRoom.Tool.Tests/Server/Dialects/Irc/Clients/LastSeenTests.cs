using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Rooms.Reading;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Dialects.Irc.Clients;

internal sealed class LastSeenTests
{
    private static readonly Nickname Alice = Nickname.MakeAcceptable("alice");
    private static readonly Nickname Lobby = Nickname.MakeAcceptable("lobby");
    private static readonly IPAddress Home = IPAddress.Parse("192.0.2.1");

    private readonly LastSeen _seen = new();
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    [Test]
    public void The_newest_event_is_known_by_nick_and_address_and_room()
    {
        _seen.Note(Alice, Home, Lobby, PastPlace.Event(5), _now);
        _seen.Note(Alice, Home, Lobby, PastPlace.Event(7), _now);
        Assert.That(_seen.Find(Nickname.MakeAcceptable("ALICE"), Home, Lobby, _now), Is.EqualTo(PastPlace.Event(7)));
        Assert.That(_seen.Find(Nickname.MakeAcceptable("bob"), Home, Lobby, _now), Is.Null);
        Assert.That(_seen.Find(Alice, IPAddress.Parse("192.0.2.2"), Lobby, _now), Is.Null);
        Assert.That(_seen.Find(Alice, Home, Nickname.MakeAcceptable("attic"), _now), Is.Null);
    }

    [Test]
    public void Addresses_of_one_ipv6_customer_are_one()
    {
        _seen.Note(Alice, IPAddress.Parse("2001:db8::1"), Lobby, PastPlace.Event(5), _now);
        Assert.That(_seen.Find(Alice, IPAddress.Parse("2001:db8::2"), Lobby, _now), Is.EqualTo(PastPlace.Event(5)));
    }

    [Test]
    public void It_is_forgotten_after_a_day_since_it_was_noted_last()
    {
        _seen.Note(Alice, Home, Lobby, PastPlace.Event(5), _now);
        _now += TimeSpan.FromHours(23);
        _seen.Note(Alice, Home, Lobby, PastPlace.Event(7), _now);
        _now += TimeSpan.FromHours(23);
        Assert.That(_seen.Find(Alice, Home, Lobby, _now), Is.EqualTo(PastPlace.Event(7)));
        _now += TimeSpan.FromHours(1.1);
        Assert.That(_seen.Find(Alice, Home, Lobby, _now), Is.Null);
        Assert.That(_seen.Count, Is.Zero);
    }

    [Test]
    public void Beyond_the_limit_the_oldest_are_forgotten()
    {
        for (var number = 0; number <= LastSeen.MaxEntries; number++)
        {
            _seen.Note(Nickname.MakeAcceptable($"n{number}"), Home, Lobby, PastPlace.Event(number), _now);
        }

        Assert.That(_seen.Count, Is.EqualTo(LastSeen.MaxEntries));
        Assert.That(_seen.Find(Nickname.MakeAcceptable("n0"), Home, Lobby, _now), Is.Null);
        Assert.That(_seen.Find(Nickname.MakeAcceptable("n1"), Home, Lobby, _now), Is.EqualTo(PastPlace.Event(1)));
    }

    [Test]
    public void The_same_one_noted_again_and_again_needs_no_more_memory()
    {
        for (var number = 0; number <= 2 * LastSeen.MaxEntries; number++)
        {
            _seen.Note(Alice, Home, Lobby, PastPlace.Event(number), _now);
        }

        Assert.That(_seen.Count, Is.EqualTo(1));
        Assert.That(_seen.Find(Alice, Home, Lobby, _now), Is.EqualTo(PastPlace.Event(2 * LastSeen.MaxEntries)));
    }
}
