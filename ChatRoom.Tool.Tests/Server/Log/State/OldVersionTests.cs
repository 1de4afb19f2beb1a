using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Log;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Log.Segments;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log.State;

/// <summary>Logs that an older chatroom wrote.</summary>
internal sealed class OldVersionTests
{
    [Test]
    public void A_log_of_version_1_is_read_and_goes_on_in_version_2()
    {
        using var log = new ScratchLog();
        Directory.CreateDirectory(log.RoomPath);
        string[] written =
        [
            "-+2 log/1 00112233445566aa Lobby 11 5",
            "- subject 3 bob fish",
            $"{ScratchLog.Alice}/7!2-3 mark 4",
            "- join 11 6 Lobby alice",
            $"{ScratchLog.Bob}/1 message 12 7 Lobby bob hello",
            "- topic 13 8 Lobby bob chips",
            "- subject 8 bob chips",
        ];
        File.WriteAllText(Path.Combine(log.RoomPath, "00000000000000000011.log"), string.Concat(written.Select(Checked)));

        using (var store = log.Open())
        {
            Assert.That((store.State.Identity, store.State.Room.ToString(), store.LastId), Is.EqualTo(("00112233445566aa", "Lobby", 13)));
            Assert.That($"{store.State.Topic?.Time} {store.State.Topic?.By} {store.State.Topic}", Is.EqualTo("8 bob chips"));
            Assert.That(
                store.State.Sessions.All.Select(session => $"{session.Id} {session.Number} {session.LastUsed} {string.Join(' ', session.Refused)}"),
                Is.EqualTo(new[] { $"{ScratchLog.Alice} 7 4 {new NumberRange(2, 3)}", $"{ScratchLog.Bob} 1 7 " }));
            Assert.That(store.State.HasEarlierHolders, "its heads do not tell who was in the room");
            ScratchLog.Say(store, 14, "on");
            ScratchLog.Commit(store);
        }

        Assert.That(log.Reports, Is.Empty);
        Assert.That(File.ReadAllText(log.Files.Single(file => file.EndsWith("14.log", StringComparison.Ordinal))), Does.Contain(" log/2 00112233445566aa Lobby 14 14\n"));
        using var again = log.Open();
        Assert.That(ScratchLog.Read(again), Does.EndWith("message 14 14 lobby alice on\n"));
    }

    [Test]
    public void A_log_of_a_later_version_is_not_opened()
    {
        using var log = new ScratchLog();
        Directory.CreateDirectory(log.RoomPath);
        var file = Path.Combine(log.RoomPath, "00000000000000000001.log");
        File.WriteAllText(file, Checked("- log/3 00112233445566aa lobby 1 5"));

        var isOpen = RoomStore.TryOpen(new RoomDirectory(log.Path, Nickname.MakeAcceptable("lobby")), new StoreOptions(), log.Reports.Enqueue, out _, out var whyNot);

        Assert.That((isOpen, whyNot), Is.EqualTo((false, $"{file} was written by a newer version of chatroom, and this one cannot read it: start that version, or choose another directory with --data DIR")));
    }

    /// <summary>The line with its checksum and LF.</summary>
    private static string Checked(string line)
    {
        var bytes = Encoding.ASCII.GetBytes($"00000000 {line}");
        Checksum.Write(bytes);
        return Encoding.ASCII.GetString(bytes) + "\n";
    }
}
