using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Server;

/// <summary>A reader creates no room: none on disk, and none that counts towards the limit.</summary>
internal sealed class WatchedRoomTests
{
    [Test]
    public async Task Readers_of_many_rooms_do_not_prevent_a_new_room()
    {
        var folder = Directory.CreateTempSubdirectory("chatroom-");
        try
        {
            await using var server = RunningServer.Start(RunningServer.Options with
            {
                MaxRooms = 3,
                Log = new() { Folder = Path.Combine(folder.FullName, "log") },
            });
            for (var number = 0; number < 4; number++)
            {
                await using var tail = ToolProcess.Start("tail", "--port", $"{server.EndPoint.Port}", "--room", $"r{number}", "--poll");
                Assert.That(await tail.Exits(), Is.Zero);
            }

            using var readers = new Readers();
            for (var number = 0; number < 8; number++)
            {
                await readers.Add(server.EndPoint.Port, $"watch s{number} now");
            }

            await using var send = ToolProcess.Start("send", "--port", $"{server.EndPoint.Port}", "--room", "new", "--name", "ci", "hi");
            Assert.That(await send.Exits(), Is.Zero, await send.Errors);
            Assert.That(Directory.GetDirectories(Path.Combine(folder.FullName, "log")).Select(Path.GetFileName), Is.EqualTo(new[] { "room-new" }));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private sealed class Readers : IDisposable
    {
        private readonly List<TestPeer> _peers = [];

        /// <summary>Adds a reader, which is refused if too many rooms are read already.</summary>
        public async Task Add(int port, string line) =>
            _peers.Add(await TestPeer.EnterAsync(port, line, _peers.Count < 5 ? "^watching s" : "^error too-many-rooms "));

        public void Dispose() => _peers.ForEach(peer => peer.Dispose());
    }
}
