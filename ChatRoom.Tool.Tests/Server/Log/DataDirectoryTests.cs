using System.Runtime.Versioning;
using ChatRoom.Protocol;
using ChatRoom.Server.Log;
using ChatRoom.Server.Log.Segments;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log;

internal sealed class DataDirectoryTests
{
    [Test]
    public void A_directory_belongs_to_one_server_at_a_time()
    {
        using var log = new ScratchLog();
        var path = Path.Combine(log.Path, "new", "data");
        Assert.That(DataDirectory.TryOpen(path, out var first, out _));

        Assert.That(DataDirectory.TryOpen(path, out _, out var whyNot), Is.False);

        Assert.That(whyNot, Is.EqualTo($"another server uses the data directory {path}: stop that server, or choose another directory with --data DIR"));
        first!.Dispose();
        Assert.That(DataDirectory.TryOpen(path, out var second, out _));
        second!.Dispose();
    }

    [Test]
    public void An_unusable_directory_is_reported()
    {
        using var log = new ScratchLog();
        var path = Path.Combine(log.Path, "file");
        File.WriteAllText(path, "");

        Assert.That(DataDirectory.TryOpen(path, out _, out var whyNot), Is.False);

        Assert.That(whyNot, Does.StartWith($"cannot use the data directory {path}: "));
    }

    [Test]
    public void A_directory_lists_the_rooms_that_have_a_log()
    {
        using var log = new ScratchLog();
        Assert.That(DataDirectory.TryOpen(log.Path, out var directory, out _));
        using var opened = directory!;
        Directory.CreateDirectory(Path.Combine(log.Path, "room-%zz"));
        Directory.CreateDirectory(Path.Combine(log.Path, "other"));
        foreach (var name in (string[])["Lobby", "a.B", "^", "{x}|[y]-_"])
        {
            Assert.That(Nickname.TryParse(name, out var room));
            Assert.That(opened.TryOpenRoom(room!, new StoreOptions(), _ => { }, out var store, out var whyNot), whyNot);
            ScratchLog.SayAndCommit(store!, 1);
            store!.Dispose();
        }

        Assert.That(opened.Rooms().Select(room => room.ToString()), Is.EquivalentTo(new[] { "lobby", "a.b", "^", "{x}|[y]-_" }));
        Assert.That(Directory.Exists(Path.Combine(log.Path, "room-%7bx%7d%7c%5by%5d-_")));
        Assert.That(Nickname.TryParse("LOBBY", out var loud));
        Assert.That(opened.TryOpenRoom(loud!, new StoreOptions(), _ => { }, out var lobby, out _));
        Assert.That((lobby!.Room.ToString(), lobby.LastId), Is.EqualTo(("Lobby", 1)));
        lobby.Dispose();
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Windows has no such modes")]
    [UnsupportedOSPlatform("windows")]
    public void A_directory_is_private()
    {
        using var log = new ScratchLog();
        var path = Path.Combine(log.Path, "data");
        Assert.That(DataDirectory.TryOpen(path, out var directory, out _));
        using var opened = directory!;
        using var store = log.Open();
        ScratchLog.SayAndCommit(store, 1);

        const UnixFileMode File600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.That(File.GetUnixFileMode(path), Is.EqualTo(File600 | UnixFileMode.UserExecute));
        Assert.That(File.GetUnixFileMode(Path.Combine(path, "lock")), Is.EqualTo(File600));
        Assert.That(File.GetUnixFileMode(log.RoomPath), Is.EqualTo(File600 | UnixFileMode.UserExecute));
        Assert.That(File.GetUnixFileMode(log.Files.Single()), Is.EqualTo(File600));
    }
}
