using System.Net;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.Acts;
using ChatRoom.Server.Rooms.SlashCommands;
using ChatRoom.Server.Rooms.State;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms;

/// <summary>Mutes by address, with addresses that one machine does not have.</summary>
internal sealed class MuteTests
{
    private readonly RoomList _rooms = TestRooms.Several(new ManualTime(), 1 << 20, most: 2);

    [Test]
    public void All_members_at_the_address_are_muted_until_the_mute_is_lifted()
    {
        var alice = Enter("alice", "192.0.2.1");
        alice.GetOrAddStatus().BecomeOperator();
        var bob = Enter("bob", "2001:db8::7");
        Assert.That(Types(alice, "/mute bob"), Is.Null);
        var other = Enter("other", "2001:db8::8");

        Assert.That(Types(bob, "hi"), Is.EqualTo("muted"));
        Assert.That(Types(other, "hi"), Is.EqualTo("muted"));
        Assert.That(Types(Enter("neighbour", "2001:db8:0:1::8"), "hi"), Is.Null);
        Assert.That(Types(alice, "/unmute other"), Is.Null);
        Assert.That(Types(other, "hi"), Is.Null);
        Assert.That(Types(bob, "hi"), Is.Null);
    }

    [Test]
    public void A_member_at_the_operators_address_is_muted_by_name_only()
    {
        var alice = Enter("alice", "192.0.2.1");
        alice.GetOrAddStatus().BecomeOperator();
        var bob = Enter("bob", "192.0.2.1");
        Assert.That(Types(alice, "/mute bob"), Is.Null);

        Assert.That(Types(bob, "hi"), Is.EqualTo("muted"));
        Assert.That(Types(Enter("carol", "192.0.2.1"), "hi"), Is.Null);
    }

    [Test]
    public void Everybody_that_a_mute_covers_is_told_in_every_room_and_told_again_when_it_ends()
    {
        var alice = Enter("alice", "192.0.2.1");
        alice.GetOrAddStatus().BecomeOperator();
        var bob = Enter("bob", "2001:db8::7");
        var other = Enter("other", "2001:db8::8", "attic");
        var neighbour = Enter("neighbour", "2001:db8:0:1::8", "attic");
        string[] muted = ["# You are muted; what you say is not shown to others."];
        Reads(alice);

        Assert.That(Types(alice, "/mute bob"), Is.Null);
        Assert.That((Reads(bob), Reads(other), Reads(neighbour)), Is.EqualTo((muted, muted, Array.Empty<string>())));
        Assert.That(Types(other, "hi", "attic"), Is.EqualTo("muted"));
        Assert.That(Types(neighbour, "hi", "attic"), Is.Null);
        Assert.That(Reads(alice), Is.EqualTo(["# bob is muted."]));

        Assert.That(Types(alice, "/unmute bob"), Is.Null);
        string[] free = ["# You may speak again."];
        Assert.That((Reads(bob), Reads(other)), Is.EqualTo((free, (string[])["neighbour: hi", .. free])));
        Assert.That(Types(other, "hi", "attic"), Is.Null);
        Assert.That(Reads(alice), Is.EqualTo(["# bob may speak again."]));
    }

    [Test]
    public void A_member_whose_mute_is_replaced_is_told_the_new_one_alone()
    {
        var alice = Enter("alice", "192.0.2.1");
        alice.GetOrAddStatus().BecomeOperator();
        var bob = Enter("bob", "2001:db8::7");
        Assert.That(Types(alice, "/mute bob"), Is.Null);
        Reads(bob);
        Assert.That(Types(alice, "/mute bob 10m"), Is.Null);
        Assert.That(Reads(bob), Is.EqualTo(["# You are muted until 2026-01-02 03:14 UTC; what you say is not shown to others."]));
        Assert.That(Types(bob, "hi"), Is.EqualTo("muted"));
    }

    [Test]
    public void A_kick_of_a_seat_that_another_connection_has_now_is_refused()
    {
        var bob = Enter("bob", "192.0.2.1");
        var kick = new KickAct(bob.Holder, bob.Name, bob.Name, "");
        Assert.That(_rooms.Lobby.Moderation.Apply(kick), Is.Null);
        _rooms.Lobby.Leave(bob, why: "");
        Enter("bob", "192.0.2.1");
        Assert.That(_rooms.Lobby.Moderation.Apply(kick)?.Code, Is.EqualTo("no-such-name"));
    }

    private Member Enter(string name, string from, string room = "lobby")
    {
        Assert.That(Nickname.TryParse(name, out var wanted) & Nickname.TryParse(room, out var place));
        var mailbox = new Mailbox(TestDialects.Line);
        var feed = new Feed(mailbox);
        var member = ActOutcome.Of(_rooms.EnterAsync(place!, new JoinRequest(wanted!, mailbox, IPAddress.Parse(from)))).Member!;
        feed.Enter(member);
        Reads(member);
        return member;
    }

    /// <summary>Reads all lines that are there now, except those about who came.</summary>
    private static string[] Reads(Member member) =>
        [.. RoomReader.ReadsAll(member.Mailbox.Feed!).Where(line => !line.EndsWith(" joined!", StringComparison.Ordinal))];

    private string? Types(Member member, string typed, string room = "lobby")
    {
        Span<byte> scratch = stackalloc byte[Limits.FilterScratch];
        Assert.That(ChatText.TryParse(Encoding.UTF8.GetBytes(typed), scratch, out var text));
        return Commands.Interpret(new CommandContext(_rooms, _rooms.Find(Encoding.ASCII.GetBytes(room))!, member, WantsTypedAnswers: false), text).Refusal?.Code;
    }
}
