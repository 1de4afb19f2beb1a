using System.Text.RegularExpressions;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Fanout;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class SlowReaderTests(bool portable)
{
    private ServerOptions Options { get; } = RunningServer.Options with { Portable = portable };

    private const int Window = 256 << 10;
    private const int Batch = 100;
    private const int Batches = 300;

    private static readonly string Padding = new('x', 500);

    [Test]
    public async Task A_reader_that_stops_reading_delays_nobody_and_is_sent_the_number_of_missed_events()
    {
        await using var server = RunningServer.Start(Options with { WindowBytes = Window });
        using var stuck = await server.JoinAsync("stuck", narrow: true);
        using var reader = await server.JoinAsync("reader");
        using var sender = await server.JoinAsync("sender");
        await reader.Hears("sender joined!");

        // Far more than the window and the kernel's buffers hold, at the speed of the other reader.
        for (var batch = 0; batch < Batches; batch++)
        {
            await SayAndHearAsync(batch, sender, reader);
        }

        var (heard, missed) = await ReadToFenceAsync(stuck, sender);

        Assert.That(missed, Is.GreaterThan(0), "the window is much smaller than the messages");
        Assert.That(heard + missed, Is.EqualTo(Batches * Batch));
    }

    [Test]
    public async Task A_member_that_dies_while_the_server_sends_to_it_harms_nobody()
    {
        await using var server = RunningServer.Start(Options with { WindowBytes = Window });
        using var reader = await server.JoinAsync("reader");
        using var stuck = await server.JoinAsync("stuck", narrow: true);
        using var sender = await server.JoinAsync("sender");
        await reader.Hears("stuck joined!", "sender joined!");

        for (var batch = 0; batch < Batches / 2; batch++)
        {
            await SayAndHearAsync(batch, sender, reader);
        }

        stuck.Dies();
        await reader.Hears("stuck left!");
        await SayAndHearAsync(Batches, sender, reader);
    }

    private static async Task SayAndHearAsync(int batch, TestPeer sender, TestPeer reader)
    {
        var numbers = Enumerable.Range(batch * Batch, Batch).ToArray();
        await sender.Sends(string.Concat(numbers.Select(n => $"{n} {Padding}\n")));
        await reader.Hears([.. numbers.Select(n => $"sender: {n} {Padding}")]);
    }

    /// <summary>Reads everything for the stuck reader up to a last line; counts the messages, and those that the gaps report.</summary>
    private static async Task<(int Heard, int Missed)> ReadToFenceAsync(TestPeer stuck, TestPeer sender)
    {
        await sender.Says("fence");
        var (heard, missed, last) = (0, 0, -1);
        while (await stuck.NextLine() is var line && line != "sender: fence")
        {
            var gap = Regex.Match(line, "^# Missing here, as the server no longer has them: ([0-9]+)$");
            var message = Regex.Match(line, $"^sender: ([0-9]+) {Padding}$");
            Assert.That(gap.Success || message.Success || line.EndsWith(" joined!", StringComparison.Ordinal), line);
            if (gap.Success)
            {
                missed += int.Parse(gap.Groups[1].Value);
                last += int.Parse(gap.Groups[1].Value);
            }
            else if (message.Success)
            {
                heard++;
                Assert.That(int.Parse(message.Groups[1].Value), Is.EqualTo(++last), "whole lines, in order, and the count is exact");
            }
        }

        return (heard, missed);
    }
}
