using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms.State;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms.State;

internal sealed class RosterTests
{
    private readonly Roster _roster = new();

    [Test]
    public void Members_are_found_by_name_in_any_case()
    {
        var alice = Add("Alice");
        Assert.That(_roster.TryFind(Name("aLICE"), out var found));
        Assert.That(found, Is.SameAs(alice));
        Assert.That(_roster.Has(Name("alice")));
        Assert.That(_roster.Has(Name("alice_")), Is.False);
        Assert.That(_roster.TryFind(Name("bob"), out _), Is.False);
    }

    [Test]
    public void Members_are_in_the_order_in_which_they_came_in()
    {
        var (zoe, alice, bob) = (Add("zoe"), Add("alice"), Add("bob"));
        _roster.Remove(alice);
        var again = Add("alice");
        Assert.That(_roster.Members, Is.EqualTo([zoe, bob, again]));
        Assert.That(_roster.Count, Is.EqualTo(3));
    }

    [Test]
    public void A_new_name_keeps_the_place_and_frees_the_old_one()
    {
        var (alice, bob) = (Add("alice"), Add("bob"));
        _roster.Rename(alice, Name("zoe"));
        Assert.That(_roster.Members, Is.EqualTo([alice, bob]));
        Assert.That(alice.Name, Is.EqualTo(Name("zoe")));
        Assert.That(_roster.Has(Name("zoe")));
        Assert.That(_roster.Has(Name("alice")), Is.False);
    }

    [Test]
    public void A_free_name_is_given_as_it_is() => Assert.That(Free("alice"), Is.EqualTo("alice"));

    [Test]
    public void A_taken_name_gets_the_first_free_number()
    {
        Add("alice");
        Assert.That(Free("ALICE"), Is.EqualTo("ALICE_2"));
        Add("Alice_2");
        Add("alice_4");
        Assert.That(Free("alice"), Is.EqualTo("alice_3"));
    }

    [Test]
    public void A_taken_name_of_full_length_is_shortened_for_its_number()
    {
        var longest = new string('a', Limits.MaxName);
        for (var number = 2; number <= 11; number++)
        {
            Add(Free(longest));
        }

        Assert.That(Free(longest), Is.EqualTo(longest[..^3] + "_11"));
    }

    private static Nickname Name(string raw) => Nickname.TryParse(raw, out var name) ? name : throw new ArgumentException(raw);

    private string Free(string name) => new NameRules(_roster, new Bans(new ManualTime())).NextFree(Name(name)).ToString();

    private Member Add(string name)
    {
        var log = new EncodedLog(TestDialects.Line.Encoding, 64 << 10, 1);
        var member = new Member(Encoding.ASCII.GetBytes("lobby"), Name(name), new Mailbox(TestDialects.Line), log, log.Head, session: null);
        _roster.Add(member);
        return member;
    }
}
