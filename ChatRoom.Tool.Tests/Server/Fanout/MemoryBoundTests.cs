using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Fanout;

/// <summary>
/// Readers that never read cost no more than the window, whatever their number and the number of messages. These tests
/// measure the memory of the whole process, so no others run at the same time.
/// </summary>
[TestFixture(false)]
[TestFixture(true)]
[NonParallelizable]
internal sealed class MemoryBoundTests(bool portable)
{
    private const int Window = 4 << 20;
    private const int LineBytes = 4000;
    private const int LinesAtOnce = 256;

    /// <summary>32 MiB: eight times the window, in each of two dialects.</summary>
    private const int Batches = (32 << 20) / (LineBytes * LinesAtOnce);

    /// <summary>Bytes for the connections and the runtime. All messages in one dialect would be far more.</summary>
    private const long Allowance = 8 << 20;

    private static readonly string Padding = new('x', LineBytes - 8);

    [TestCase(1)]
    [TestCase(50)]
    public async Task Readers_that_never_read_cost_no_more_than_the_window(int pairs)
    {
        await using var server = RunningServer.Start(
            RunningServer.Options with { Portable = portable, WindowBytes = Window, StallTimeout = TimeSpan.FromHours(1) });
        using var talker = await server.JoinAsync("talker");
        var stuck = new List<TestPeer>();
        for (var i = 0; i < pairs; i++)
        {
            stuck.Add(await server.JoinAsync($"line{i}", narrow: true));
            stuck.Add(await server.JoinTypedAsync($"typed{i}", narrow: true));
            await talker.Hears($"line{i} joined!", $"typed{i} joined!");
        }

        using var typed = await server.JoinTypedAsync("typed");
        await talker.Hears("typed joined!");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var batch = 0; batch < Batches; batch++)
        {
            await SayAndHearAsync(batch, talker, typed);
            Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan((2 * Window) + Allowance), $"after {batch} of {Batches}");
        }

        stuck.ForEach(peer => peer.Dies());
    }

    private static async Task SayAndHearAsync(int batch, TestPeer talker, TestPeer typed)
    {
        var texts = Enumerable.Range(batch * LinesAtOnce, LinesAtOnce).Select(number => $"{number:D7} {Padding}").ToArray();
        var saying = talker.Sends(string.Join('\n', texts) + "\n");
        var hearing = talker.Hears([.. texts.Select(text => $"talker: {text}")]);
        foreach (var text in texts)
        {
            Assert.That(await typed.NextLine(), Does.StartWith("message ").And.EndsWith($" lobby talker {text}"));
        }

        await hearing;
        await saying;
    }
}
