using ChatRoom.Server.Connections.Pacing;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Connections.Pacing;

/// <summary>Silent programs are sent a ping, and idle members may be disconnected.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class IdleClockTests(bool portable)
{
    private const int PeriodsToPing = 2;

    private readonly ManualTime _time = new();

    [Test]
    public async Task A_silent_program_is_sent_a_ping_and_stays_if_it_answers()
    {
        await using var server = RunningServer.Start(Pinging);
        using var bob = await server.JoinTypedAsync("bob");
        using var watcher = await server.WatchAsync();
        await PeriodsPass(1);
        for (var times = 0; times < 5; times++)
        {
            await PeriodsPass(PeriodsToPing);
            await Answers(bob);
            await Answers(watcher);
            await PeriodsPass(1);
        }

        await bob.Says("say 1 lobby here");
        await bob.HearsLike("^message .* here$");
        await watcher.HearsLike("^(join|message) ");
    }

    [Test]
    public async Task A_program_that_does_not_answer_is_disconnected_after_three_intervals()
    {
        await using var server = RunningServer.Start(Pinging);
        using var alice = await server.JoinAsync("alice");
        using var bob = await server.JoinTypedAsync("bob");
        await alice.Hears("bob joined!");

        // The line that joined counts as input in the first period.
        await PeriodsPass(1 + (3 * PeriodsToPing));

        await bob.HearsLike("^ping ");
        await bob.HearsLike("^ping ");
        await bob.HearsLike("^bye silent ");
        await bob.IsCutOff();
        await alice.Hears("bob left!");
    }

    [Test]
    public async Task A_peer_of_the_line_dialect_is_sent_no_ping()
    {
        await using var server = RunningServer.Start(Pinging);
        using var alice = await server.JoinAsync("alice");
        await PeriodsPass(10 * PeriodsToPing);
        await alice.Says("still here");
        await alice.Hears("alice: still here");
    }

    [Test]
    public async Task An_idle_member_is_disconnected_but_no_watcher_bot_or_talking_member()
    {
        await using var server = RunningServer.Start(With(new ServerLimits { PingInterval = null, IdleTimeout = 3 * IdleClock.Period }));
        using var alice = await server.JoinAsync("alice");
        using var watcher = await server.WatchAsync();
        using var bot = await TestPeer.EnterAsync(server.EndPoint.Port, "join lobby robot bot", "^welcome ");
        await alice.Hears("robot joined!");
        using var bob = await server.JoinTypedAsync("bob");
        await alice.Hears("bob joined!");

        await PeriodsPass(1);
        for (var period = 0; period < 3; period++)
        {
            await alice.Says($"{period}");
            await alice.Hears($"alice: {period}");
            await bob.Sends($"ping {period}\n");
            await bob.HearsLike("^message ");
            await bob.Hears($"pong {period}");
            await PeriodsPass(1);
        }

        await bob.HearsLike("^bye idle You said nothing for too long; ");
        await alice.Hears("bob left! Said nothing for too long");
        await bot.Says("say 1 lobby I am a bot");
        await alice.Hears("robot: I am a bot");
    }

    private ServerOptions Pinging => With(new ServerLimits { PingInterval = PeriodsToPing * IdleClock.Period });

    private ServerOptions With(ServerLimits limits) =>
        RunningServer.Options with { Portable = portable, Time = _time, Limits = new LimitsInForce(limits) };

    private async Task PeriodsPass(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _time.Passes(IdleClock.Period);
        }

        await _time.SomebodyWaitsFor(IdleClock.Period);
    }

    /// <summary>Answers a ping; the answer to a ping of its own shows that the server has processed that.</summary>
    private static async Task Answers(TestPeer peer)
    {
        string line;
        while (!(line = await peer.NextLine()).StartsWith("ping ", StringComparison.Ordinal))
        {
        }

        await peer.Sends($"pong {line[5..]}\nping fence\n");
        await peer.Hears("pong fence");
    }
}
