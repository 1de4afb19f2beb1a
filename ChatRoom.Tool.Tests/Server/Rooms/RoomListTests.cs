using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.State;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms;

internal sealed class RoomListTests
{
    private readonly RoomList _rooms = TestRooms.Several(new ManualTime(), 1 << 20, most: 3);
    private int _entered;

    [Test]
    public void The_lobby_is_always_there()
    {
        Assert.That(_rooms.All(), Is.EqualTo([_rooms.Lobby]));
        Assert.That(Find("lobby"), Is.SameAs(_rooms.Lobby));
        Assert.That(Find("LOBBY"), Is.SameAs(_rooms.Lobby));
    }

    [Test]
    public void A_room_is_made_once_and_has_the_name_that_was_spelled_first()
    {
        Assert.That(Find("Attic"), Is.Null);
        var attic = Make("Attic");
        Assert.That(attic.ToString(), Is.EqualTo("Attic"));
        Assert.That(Make("attic"), Is.SameAs(attic));
        Assert.That(Find("ATTIC"), Is.SameAs(attic));
        Assert.That(_rooms.All(), Is.EqualTo([_rooms.Lobby, attic]));
    }

    [Test]
    public void Beyond_the_limit_no_room_is_made_and_existing_rooms_can_be_entered()
    {
        var attic = Make("attic");
        Make("cellar");
        Assert.That(Enter("garden").Refusal, Is.EqualTo(Refusal.TooManyRooms(3)));
        Assert.That(Make("ATTIC"), Is.SameAs(attic));
        Assert.That(_rooms.All(), Has.Length.EqualTo(3));
    }

    [Test]
    public void Rooms_that_are_only_read_do_not_count()
    {
        for (var number = 0; number < 3; number++)
        {
            Read($"read{number}");
        }

        Make("attic");
        Make("cellar");
        Assert.That(Enter("garden").Refusal, Is.EqualTo(Refusal.TooManyRooms(3)), "the limit is for rooms that are entered");
        Assert.That(Enter("read0").Refusal, Is.EqualTo(Refusal.TooManyRooms(3)), "even if somebody reads the room already");
    }

    [Test]
    public void A_room_that_is_only_read_ends_when_its_place_is_needed_and_nobody_reads_it()
    {
        var (first, reader) = Read("read0");
        for (var number = 1; number < 5; number++)
        {
            Read($"read{number}");
        }

        Assert.That(ActOutcome.Of(_rooms.FindToWatchAsync(Name("garden"))).Refusal, Is.EqualTo(Refusal.TooManyRooms(3)));

        first.Leave(reader, why: "");

        Assert.That(ActOutcome.Of(_rooms.FindToWatchAsync(Name("garden"))).Refusal, Is.Null);
        Assert.That(Find("read0"), Is.Null);
    }

    [Test]
    public void Rooms_that_nobody_got_into_or_that_lost_their_senders_do_not_count()
    {
        for (var number = 0; number < 20; number++)
        {
            Assert.That(Enter($"refused{number}", "server").Refusal, Is.Not.Null);
            var (_, room, sender) = Enter($"sent{number}", "ci", isMember: false);
            room!.Leave(sender!, why: "");
        }

        Make("attic");
        Make("cellar");
        Assert.That(Enter("garden").Refusal, Is.EqualTo(Refusal.TooManyRooms(3)));
        Assert.That(_rooms.All(), Has.Length.LessThanOrEqualTo(6));
    }

    [Test]
    public void A_room_with_events_stays_although_nobody_is_in_it()
    {
        var (_, attic, member) = Enter("attic");
        attic!.Leave(member!, why: "");
        for (var number = 0; number < 20; number++)
        {
            var (room, reader) = Read($"read{number}");
            room.Leave(reader, why: "");
        }

        Assert.That(Find("attic"), Is.SameAs(attic));
    }

    [Test]
    public void A_watcher_of_a_room_that_is_not_there_yet_reads_it_when_it_is_made()
    {
        var (room, _) = Read("attic");
        Assert.That(Make("attic"), Is.SameAs(room));
    }

    private (Room Room, Reader Reader) Read(string name)
    {
        var (refusal, room) = ActOutcome.Of(_rooms.FindToWatchAsync(Name(name)));
        Assert.That(refusal, Is.Null);
        return (room!, ActOutcome.Of(room!.WatchAsync(Since.Now, new Mailbox(TestDialects.Typed), asksLog: false, knownLog: "")));
    }

    private Room? Find(string name) => _rooms.Find(Encoding.UTF8.GetBytes(name));

    private Room Make(string name)
    {
        var (refusal, room, _) = Enter(name);
        Assert.That(refusal, Is.Null);
        return room!;
    }

    /// <summary>Enters a room under a name that nobody else has.</summary>
    private (Refusal? Refusal, Room? Room, Member? Member) Enter(string room) => Enter(room, $"p{_entered++}");

    private (Refusal? Refusal, Room? Room, Member? Member) Enter(string room, string name, bool isMember = true) =>
        ActOutcome.Of(_rooms.EnterAsync(Name(room), new JoinRequest(Name(name), new Mailbox(TestDialects.Typed), Address: null, isMember)));

    private static Nickname Name(string name) => Nickname.TryParse(name, out var parsed) ? parsed : throw new ArgumentException(name);
}
