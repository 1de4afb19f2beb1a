using System.Net;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.SlashCommands;
using ChatRoom.Server.Rooms.State;
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

    private Member Enter(string name, string from)
    {
        Assert.That(Nickname.TryParse(name, out var wanted));
        return ActOutcome.Of(_rooms.Lobby.EnterAsync(new JoinRequest(wanted!, new Mailbox(TestDialects.Line), IPAddress.Parse(from)))).Member!;
    }

    private string? Types(Member member, string typed)
    {
        Span<byte> scratch = stackalloc byte[Limits.FilterScratch];
        Assert.That(ChatText.TryParse(Encoding.UTF8.GetBytes(typed), scratch, out var text));
        return Commands.Interpret(new CommandContext(_rooms, _rooms.Lobby, member, WantsTypedAnswers: false), text).Refusal?.Code;
    }
}
