using System.Net.Sockets;
using ChatRoom.Server.Fanout.Sending;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Connections;

/// <summary>Only a reader that accepts no data for the stall timeout is disconnected, in every dialect.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class StalledReaderTests(bool portable)
{
    /// <summary>Far more lines than the kernel buffers for a peer that does not read.</summary>
    private const int MaxLines = 20_000;

    private static readonly string Padding = new('x', 900);

    private readonly ManualTime _time = new();

    private ServerOptions Options => RunningServer.Options with
    {
        Portable = portable,
        Time = _time,
        StallTimeout = TimeSpan.FromSeconds(1),

        // The program here answers no pings, and more time passes than it may be silent.
        Limits = new LimitsInForce(new ServerLimits { PingInterval = null }),
    };

    [Test]
    public async Task A_reader_that_accepts_nothing_is_closed_and_others_are_not([Values("line", "typed", "tutorial")] string dialect)
    {
        var server = RunningServer.Start(Options);
        await using (server)
        {
            using var talker = await server.JoinAsync("talker");
            using var typed = await server.JoinTypedAsync("typed");
            await using var tutorial = await TutorialClient.ConnectAsync(server.EndPoint, "tutorial");
            await _time.Passes(Options.DialectTimeout);
            await talker.Hears("typed joined!", "tutorial joined!");
            using var stuck = await JoinStuckAsync(server, dialect);
            await talker.Hears("stuck joined!");
            await typed.HearsLike(" tutorial$");
            await typed.HearsLike(" stuck$");

            await TalkUntilOneLeavesAsync(talker, typed);
            Assert.That(
                stuck.HearsToTheEnd,
                Throws.InstanceOf<SocketException>().With.Property(nameof(SocketException.SocketErrorCode)).EqualTo(SocketError.ConnectionReset),
                "an end of input would mean that it has received everything");

            await tutorial.Types("I am here");
            await talker.Hears("tutorial: I am here");
            await typed.Sends("say 1 lobby I am, too\n");
            await talker.Hears("typed: I am, too");
        }

        var stalled = server.Log.ToString().Split('\n').Where(line => line.Contains("accepted no data", StringComparison.Ordinal));
        Assert.That(stalled.First(), Is.EqualTo("stuck left: accepted no data for too long"), "at the server's end all time limits are over, so others may follow");
    }

    /// <summary>Time passes in steps so small that a peer that reads at all never counts as stalled.</summary>
    private async Task TalkUntilOneLeavesAsync(TestPeer talker, TestPeer typed)
    {
        for (var number = 0; number < MaxLines; number++)
        {
            await talker.Says($"{number} {Padding}");
            var heard = await talker.NextLine();
            var typedLine = await typed.NextLine();
            if (heard == "stuck left!")
            {
                Assert.That(typedLine, Does.Match("^leave .* stuck$"));
                await talker.Hears($"talker: {number} {Padding}");
                return;
            }

            Assert.That(heard, Is.EqualTo($"talker: {number} {Padding}"));
            _time.Advance(TutorialOutbound.Pause);
        }

        Assert.Fail("nobody was closed");
    }

    private async Task<TestPeer> JoinStuckAsync(RunningServer server, string dialect)
    {
        if (dialect == "line")
        {
            return await server.JoinAsync("stuck", narrow: true);
        }

        if (dialect == "typed")
        {
            return await server.JoinTypedAsync("stuck", narrow: true);
        }

        var stuck = await server.ConnectAsync(narrow: true);
        await stuck.HearsBytes("NAME");
        await stuck.Sends("stuck");
        await _time.Passes(Options.DialectTimeout);
        await stuck.HearsBytes("stuck joined!\nConnected to server!");
        return stuck;
    }
}
