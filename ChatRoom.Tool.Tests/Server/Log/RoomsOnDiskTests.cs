using System.Runtime.Versioning;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log;

/// <summary>Several rooms in one data directory, with names that a file system would misunderstand.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class RoomsOnDiskTests
{
    private const int Lines = 600;

    private static readonly Dictionary<string, string> Folders = new()
    {
        ["lobby"] = "room-lobby",
        ["[x]"] = "room-%5bx%5d",
        ["."] = "room-%2e",
        [".."] = "room-%2e%2e",
        ["A^b"] = "room-a%5eb",
        ["|"] = "room-%7c",
    };

    [Test]
    public async Task Each_room_keeps_only_its_own_messages_also_after_a_restart()
    {
        using var folder = new ScratchDirectory();
        var options = RunningServer.Options with { WindowBytes = 128 << 10, Log = new LogOptions { Folder = folder["log"] } };
        var said = Folders.Keys.ToDictionary(room => room, _ => new List<string>());
        await using (var server = RunningServer.Start(options))
        {
            await SpeakAsync(server, said);
        }

        Assert.That(Directory.GetDirectories(folder["log"]).Select(Path.GetFileName), Is.EquivalentTo(Folders.Values));
        await using var again = RunningServer.Start(options);
        foreach (var (room, texts) in said)
        {
            var lines = Directory.GetFiles(Path.Combine(folder["log"], Folders[room])).SelectMany(File.ReadLines).ToList();
            Assert.That(lines.Select(line => line.Split(' ')).Where(fields => fields[2] == "message").Select(fields => fields[7]), Is.EquivalentTo(texts), room);
            Assert.That(lines.Select(line => line.Split(' ')).Where(fields => fields[2] is "message" or "join" or "leave").Select(fields => fields[5]), Is.All.EqualTo(room));
            Assert.That(await HeardAsync(again, room, texts.Count), Is.EquivalentTo(texts), room);
            using var reader = await again.JoinAsync("reader");
            await reader.Says($"/join {room}");
            await reader.HearsLike("^[!#] You are in ");
            await reader.Says("/history 1000");
            var history = new List<string>();
            while (history.Count < texts.Count)
            {
                var line = await reader.NextLine();
                history.AddRange(line.Contains(": ") && line.StartsWith('#') ? [line.Split(": ")[1]] : []);
            }

            Assert.That(history, Is.EquivalentTo(texts), room);
        }
    }

    /// <summary>Members of every room, in every dialect, speak in random order; each text names its room.</summary>
    private static async Task SpeakAsync(RunningServer server, Dictionary<string, List<string>> said)
    {
        var seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        List<(string Room, Func<int, string, Task> SayAsync)> speakers = [];
        List<IDisposable> peers = [];
        foreach (var room in Folders.Keys)
        {
            var index = speakers.Count;
            var person = await server.JoinAsync($"person{index}");
            await person.Says($"/join {room}");
            var member = await TestPeer.EnterAsync(server.EndPoint.Port, $"join {room} member{index}", "^welcome ");
            var sender = await TestPeer.EnterAsync(server.EndPoint.Port, $"send {room} sender{index}", "^welcome ");
            peers.AddRange([person, member, sender]);
            speakers.Add((room, (_, text) => person.Says(text)));
            speakers.Add((room, (number, text) => member.Says($"say {number} {room} {text}")));
            speakers.Add((room, (number, text) => sender.Says($"say {number} {room} {text}")));
        }

        await using var old = await TutorialClient.ConnectAsync(server.EndPoint, "old");
        await old.Prints("old joined!");
        for (var number = 1; number <= Lines; number++)
        {
            var (room, sayAsync) = speakers[random.Next(speakers.Count)];
            said[room].Add($"{number}-in-{room}");
            await sayAsync(number, said[room][^1]);
        }

        said["lobby"].Add("old-in-lobby");
        await old.Types("old-in-lobby");
        foreach (var (room, texts) in said)
        {
            Assert.That(await HeardAsync(server, room, texts.Count), Is.EquivalentTo(texts), room);
        }

        peers.ForEach(peer => peer.Dispose());
    }

    /// <summary>The first <paramref name="count"/> texts of the room's log.</summary>
    private static async Task<List<string>> HeardAsync(RunningServer server, string room, int count)
    {
        using var reader = await TestPeer.EnterAsync(server.EndPoint.Port, $"watch {room} all", "^watching ");
        List<string> texts = [];
        while (texts.Count < count)
        {
            var fields = (await reader.NextLine()).Split(' ');
            Assert.That(fields[3], Is.EqualTo(room));
            texts.AddRange(fields[0] == "message" ? [fields[5]] : []);
        }

        return texts;
    }
}
