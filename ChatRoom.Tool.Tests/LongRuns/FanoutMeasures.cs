using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.LongRuns;

/// <summary>Measures what a message costs if it is said in one of many rooms. Prints the results and asserts nothing.</summary>
[Explicit("A measurement, for a build with -c Release.")]
[NonParallelizable]
internal sealed class FanoutMeasures
{
    private const int Readers = 10;
    private const int Messages = 20_000;

    /// <param name="rooms">Each has ten readers.</param>
    /// <param name="each">The number of rooms that one connection reads.</param>
    [Test, Combinatorial]
    public async Task A_message_in_one_of_many_rooms_is_measured([Values(1, 300, 1000)] int rooms, [Values(1, 10)] int each, [Values] bool portable)
    {
        var options = RunningServer.Options with { Portable = portable, MaxRooms = rooms + 1 };
        Assume.That(rooms >= each && rooms / each <= 300, "a process may not have that many sockets");
        await using var server = RunningServer.Start(options);
        var peers = new List<TestPeer>();
        for (var room = 0; room < rooms; room += each)
        {
            for (var reader = 0; reader < Readers; reader++)
            {
                var peer = await EnterAsync(server, $"watch room{room} now", "^watching ");
                for (var other = room + 1; other < room + each; other++)
                {
                    await peer.Says($"watch room{other} now");
                    await peer.HearsLike("^watching ");
                }

                peers.Add(peer);
            }
        }

        using var talker = await EnterAsync(server, "send room0 talker", "^welcome ");
        await SayAndHearAsync(talker, peers[..Readers], first: 1);
        var (began, used) = (TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await SayAndHearAsync(talker, peers[..Readers], first: Messages + 1);
        var (took, cpu) = (TimeProvider.System.GetElapsedTime(began), Environment.CpuUsage.TotalTime - used);
        TestContext.Out.WriteLine(
            $"{rooms} rooms, {each} for each connection, portable {portable}: {took.TotalMicroseconds / Messages:F1} us and {cpu.TotalMicroseconds / Messages:F1} us of processors a message, with its readers");
        peers.ForEach(peer => peer.Dispose());
    }

    /// <summary>One message at a time, so that each takes a round.</summary>
    private static async Task SayAndHearAsync(TestPeer talker, List<TestPeer> readers, int first)
    {
        for (var number = first; number < first + Messages; number++)
        {
            await talker.Says($"say {number} room0 {number}");
            foreach (var reader in readers)
            {
                await reader.NextLine();
            }
        }
    }

    private static async Task<TestPeer> EnterAsync(RunningServer server, string line, string answer)
    {
        var peer = await server.ConnectAsync();
        await peer.HearsBytes("NAME");
        await peer.Sends($"p\0{line}\n");
        await peer.HearsLike("^chatroom/1 ");
        await peer.HearsLike(answer);
        return peer;
    }
}
