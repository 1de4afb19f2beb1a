using ChatRoom.Protocol;
using ChatRoom.Server.Log.State;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log.State;

internal sealed class SeatsTests
{
    private readonly Seats _seats = new();

    [Test]
    public void Members_are_found_by_name_in_any_case()
    {
        var alice = Add("Alice");
        Assert.That(_seats.TryFind(Name("aLICE"), out var found));
        Assert.That(found, Is.SameAs(alice));
        Assert.That(_seats.Has(Name("alice")));
        Assert.That(_seats.Has(Name("alice_")), Is.False);
        Assert.That(_seats.TryFind(Name("bob"), out _), Is.False);
    }

    [Test]
    public void Members_are_in_the_order_in_which_they_came_in()
    {
        var (zoe, alice, bob) = (Add("zoe"), Add("alice"), Add("bob"));
        _seats.Remove(alice);
        var again = Add("alice");
        Assert.That(_seats.All, Is.EqualTo([zoe, bob, again]));
        Assert.That(_seats.Count, Is.EqualTo(3));
    }

    [Test]
    public void A_new_name_keeps_the_place_and_frees_the_old_one()
    {
        var (alice, bob) = (Add("alice"), Add("bob"));
        _seats.Rename(alice, Name("zoe"));
        Assert.That(_seats.All, Is.EqualTo([alice, bob]));
        Assert.That(alice.Name, Is.EqualTo(Name("zoe")));
        Assert.That(_seats.Has(Name("zoe")));
        Assert.That(_seats.Has(Name("alice")), Is.False);
    }

    [Test]
    public void If_the_line_of_a_leave_is_lost_the_next_owner_of_the_name_replaces_the_lost_one()
    {
        var (bob, zoe) = (Add("bob"), Add("zoe"));
        Add("alice");
        var alice = Add("a1ice");
        Assert.That(_seats.All, Is.EqualTo([bob, zoe, alice]));
        _seats.Rename(zoe, Name("B0B"));
        Assert.That(_seats.All, Is.EqualTo([zoe, alice]));
        Assert.That(_seats.TryFind(Name("b0b"), out var found) ? found : null, Is.SameAs(zoe));
    }

    private static Nickname Name(string raw) => Nickname.TryParse(raw, out var name) ? name : throw new ArgumentException(raw);

    private Seat Add(string name)
    {
        var seat = new Seat(Name(name), isBot: false, since: 0);
        _seats.Add(seat);
        return seat;
    }
}
