using System.Runtime.Versioning;
using ChatRoom.Protocol;
using ChatRoom.Server.Log;
using ChatRoom.Server.Log.Segments;
using ChatRoom.Server.Rooms;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Rooms.Log;

/// <summary>With <c>--sync always</c> no other answer acknowledges a line before the disk itself has it.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class DurableBeforeAckTests
{
    private const string Session = "0123456789abcdef";

    private static readonly string Why = Refusal.NotWritten.Text;

    private ScratchDirectory _folder = null!;
    private RoomStores _roomStores = null!;
    private RoomList _rooms = null!;

    private string File => Path.Combine(_folder["log"], "room-lobby", "00000000000000000001.log");

    [SetUp]
    public void Open_the_rooms()
    {
        _folder = new ScratchDirectory();
        var logPolicy = new LogPolicy(new StoreOptions(), SyncsAlways: true, _ => { }, RequestSync: () => { }, UnmeasuredDisk.Times);
        Assert.That(RoomStores.TryOpen(_folder["log"], logPolicy, out var roomStores, out var whyNot), whyNot);
        _roomStores = roomStores!;
        _rooms = TestRooms.Several(TimeProvider.System, 1 << 20, most: 10, roomStores: roomStores);
    }

    [TearDown]
    public void Close_them()
    {
        _roomStores.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void Nobody_is_sent_a_line_before_the_disk_has_it()
    {
        var reader = RoomClient.Enter(_rooms, "join lobby reader");
        var ci = RoomClient.Enter(_rooms, "join lobby ci");
        Sync();
        reader.Reads();
        ci.Reads();
        ci.Sends("say 1 lobby hi\nping a\n");
        Assert.That(ci.Reads(), Is.EqualTo(["pong a"]), "an answer waits for no disk");
        Assert.That(reader.Reads(), Is.Empty);

        Sync();
        Assert.That(reader.Reads(), Has.Length.EqualTo(1));
        Assert.That(ci.Reads()[^1], Is.EqualTo("ack 1 3"));
    }

    [Test]
    public void A_member_that_leaves_is_sent_its_last_line_when_the_disk_has_it()
    {
        var ci = RoomClient.Enter(_rooms, "join lobby ci");
        ci.Sends("say 1 lobby hi\n");
        _rooms.Lobby.Leave(ci.Reader!, why: "");
        Assert.That(ci.Reads(), Is.Empty);

        Sync();
        Assert.That(ci.Reads().Select(line => line.Split(' ')[0]), Is.EqualTo(["join", "message", "ack"]));
    }

    [Test]
    public void A_session_is_sent_its_progress_when_the_disk_has_it()
    {
        var ci = RoomClient.Enter(_rooms, $"join lobby ci session={Session}");
        ci.Sends("say 1 lobby hi\n");
        Assert.That(ci.Reads(), Is.Empty, "the disk itself does not have it");

        TheDiskFails();
        var again = RoomClient.Connect(_rooms);
        again.Begins($"join lobby ci resume={Session}\n");
        Assert.That(again.Reads(), Is.Empty);
        Sync();
        again.GoesOn();
        Assert.That(again.Reads(), Is.EqualTo([$"error not-written 0 {Why}"]));

        TheDiskHeals();
        again.Begins($"join lobby ci resume={Session}\n");
        Sync();
        again.GoesOn();
        Assert.That(again.Reads()[0], Is.EqualTo("session 1"));
    }

    [Test]
    public void A_member_moves_only_when_the_disk_has_its_lines_in_the_old_room()
    {
        Assert.That(Nickname.TryParse("attic", out var attic));
        ActOutcome.Of(_rooms.FindToWatchAsync(attic!));
        var ci = RoomClient.Enter(_rooms, "join lobby ci");
        ci.Sends("say 1 lobby hi\n");
        TheDiskFails();
        ci.Begins("command 2 lobby /join attic\nping a\n");
        Assert.That(ci.Reads(), Is.Empty, "nothing after the move is processed meanwhile");
        Sync();
        ci.GoesOn();
        Assert.That(ci.Reads()[^2..], Is.EqualTo([$"error not-written 2 {Why}", "pong a"]));
        Assert.That(ci.Room.ToString(), Is.EqualTo("lobby"));

        TheDiskHeals();
        ci.Begins("command 3 lobby /join attic\n");
        Sync();
        ci.GoesOn();
        Assert.That(ci.Room.ToString(), Is.EqualTo("attic"));
        Assert.That(ci.Reads()[^1], Is.EqualTo("ack 3 0"));
    }

    private void Sync()
    {
        foreach (var room in _rooms.All())
        {
            room.Sync();
            room.Synced();
        }
    }

    private void TheDiskFails()
    {
        System.IO.File.Move(File, File + ".away");
        Directory.CreateDirectory(File);
    }

    private void TheDiskHeals()
    {
        Directory.Delete(File);
        System.IO.File.Move(File + ".away", File);
    }
}
