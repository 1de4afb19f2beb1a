using System.Runtime.Versioning;
using ChatRoom.Protocol;
using ChatRoom.Server.Log;
using ChatRoom.Server.Rooms;
using ChatRoom.Tests.Server.Log;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms.Log;

/// <summary>A room whose log cannot be written.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class WriteFailureTests
{
    private static readonly string Why = Refusal.NotWritten.Text;

    private readonly FullDisk _disk = new();
    private readonly List<string> _reports = [];
    private ScratchDirectory _folder = null!;
    private RoomStores _roomStores = null!;
    private RoomList _rooms = null!;

    [SetUp]
    public void Open_the_rooms()
    {
        _folder = new ScratchDirectory();
        Assert.That(RoomStores.TryOpen(_folder["log"], new LogPolicy(_disk.Options, SyncsAlways: false, _reports.Add, () => { }, UnmeasuredDisk.Times), out var roomStores, out var whyNot), whyNot);
        _roomStores = roomStores!;
        _rooms = TestRooms.Several(TimeProvider.System, 1 << 20, most: 10, roomStores: roomStores);
    }

    [TearDown]
    public void Close_them()
    {
        _roomStores.Dispose();
        _folder.Dispose();
    }

    [TestCase("/me x")]
    [TestCase("/topic x")]
    [TestCase("/nick x")]
    public void Thousands_of_commands_in_one_receive_are_refused_with_one_line_and_the_connection_stays(string command)
    {
        var ci = RoomClient.Enter(_rooms, "join lobby ci");
        _disk.Free = 0;
        ci.Hears(
            string.Join('\n', Enumerable.Range(1, 10_000).Select(number => $"command {number} lobby {command}")),
            $"refused not-written 1 10000 {Why}",
            "ack 10000 0");
        Assert.That(ci.End, Is.Null);

        _disk.Free = long.MaxValue;
        ci.Sends("say 10001 lobby again\n");
        var heard = ci.Reads();
        Assert.That(heard, Has.Length.EqualTo(2));
        Assert.That(heard[0], Does.Match("^message 2 [0-9]+ lobby ci again$"));
        Assert.That(heard[1], Is.EqualTo("ack 10001 2"));
    }

    [Test]
    public void Thousands_of_lines_of_a_person_are_refused_with_one_line()
    {
        var alice = RoomClient.Join(_rooms, "alice");
        _disk.Free = 0;
        alice.Hears(string.Join('\n', Enumerable.Repeat("/me x\nhello", 10_000)), $"! 20000 lines were not said: {Why}");
        Assert.That(alice.End, Is.Null);
    }

    [Test]
    public void Other_answers_keep_their_place_among_the_refusals()
    {
        var alice = RoomClient.Join(_rooms, "alice");
        _disk.Free = 0;
        alice.Hears(
            "a\n/me b\n/who\nc\n/join attic\n/nonsense",
            $"! 2 lines were not said: {Why}",
            "# 1 here: alice",
            $"! 2 lines were not said: {Why}",
            "! There is no command /nonsense; /help lists the commands, and two slashes at the beginning make it text.");
    }

    [Test]
    public void A_leave_during_the_failure_is_sent_when_the_log_can_be_written_even_if_nobody_speaks()
    {
        var alice = RoomClient.Join(_rooms, "alice");
        var bob = RoomClient.Join(_rooms, "bob");
        alice.Reads();
        _disk.Free = 0;
        _rooms.Lobby.Leave(bob.Reader!, why: "");
        _rooms.Lobby.Synced();
        Assert.That(alice.Reads(), Is.Empty);

        _disk.Free = long.MaxValue;
        _rooms.Lobby.Synced();
        Assert.That(alice.Reads(), Is.EqualTo(["bob left!"]));
        _rooms.Lobby.Synced();
        Assert.That(alice.Reads(), Is.Empty);
        Assert.That(_reports, Has.Count.EqualTo(2));
    }

    [Test]
    public void A_newcomer_with_the_name_of_a_member_that_left_during_the_failure_comes_after_that_leave()
    {
        var alice = RoomClient.Join(_rooms, "alice");
        var bob = RoomClient.Join(_rooms, "bob");
        alice.Reads();
        _disk.Free = 0;
        _rooms.Lobby.Leave(bob.Reader!, why: "");
        var again = RoomClient.Join(_rooms, "bob");
        Assert.That(again.Reader, Is.Null);
        _disk.Free = long.MaxValue;
        again.Sends("bob\n");
        Assert.That(alice.Reads(), Is.EqualTo(["bob left!", "bob joined!"]));
    }
}
