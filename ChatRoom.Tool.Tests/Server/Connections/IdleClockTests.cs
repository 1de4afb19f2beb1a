using ChatRoom.Server.Connections.Pacing;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Connections;

/// <summary>Programs that send nothing are asked whether they are there, and members that say nothing may be sent away.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class IdleClockTests(bool portable)
{
    private const int LooksToPing = 2;

    private readonly ManualTime _time = new();

    [Test]
    public async Task A_silent_program_is_asked_and_one_that_answers_stays()
    {
        await using var server = RunningServer.Start(Pinging);
        using var bob = await server.JoinTypedAsync("bob");
        using var watcher = await server.WatchAsync();
        await Looks(1);
        for (var times = 0; times < 5; times++)
        {
            await Looks(LooksToPing);
            await Answers(bob);
            await Answers(watcher);
            await Looks(1);
        }

        await bob.Says("say 1 lobby here");
        await bob.HearsLike("^message .* here$");
        await watcher.HearsLike("^(join|message) ");
    }

    [Test]
    public async Task One_that_answers_nothing_is_ended_after_three_times_that_long_and_may_come_back()
    {
        await using var server = RunningServer.Start(Pinging);
        using var alice = await server.JoinAsync("alice");
        using var bob = await server.JoinTypedAsync("bob");
        await alice.Hears("bob joined!");

        // What bob said when it joined counts for the first look.
        await Looks(1 + (3 * LooksToPing));

        await bob.HearsLike("^ping ");
        await bob.HearsLike("^ping ");
        await bob.HearsLike("^bye silent ");
        await bob.IsCutOff();
        await alice.Hears("bob left!");
    }

    [Test]
    public async Task Who_cannot_answer_is_not_asked()
    {
        await using var server = RunningServer.Start(Pinging);
        using var alice = await server.JoinAsync("alice");
        await Looks(10 * LooksToPing);
        await alice.Says("still here");
        await alice.Hears("alice: still here");
    }

    [Test]
    public async Task A_member_that_says_nothing_is_sent_away_and_watchers_bots_and_who_talks_are_not()
    {
        await using var server = RunningServer.Start(With(new ServerLimits { PingInterval = null, IdleTimeout = 3 * IdleClock.Period }));
        using var alice = await server.JoinAsync("alice");
        using var watcher = await server.WatchAsync();
        using var bot = await TestPeer.EnterAsync(server.EndPoint.Port, "join lobby robot bot", "^welcome ");
        await alice.Hears("robot joined!");
        using var bob = await server.JoinTypedAsync("bob");
        await alice.Hears("bob joined!");

        await Looks(1);
        for (var looks = 0; looks < 3; looks++)
        {
            await alice.Says($"{looks}");
            await alice.Hears($"alice: {looks}");
            await bob.Sends($"ping {looks}\n");
            await bob.HearsLike("^message ");
            await bob.Hears($"pong {looks}");
            await Looks(1);
        }

        await bob.HearsLike("^bye idle You said nothing for too long; ");
        await alice.Hears("bob left! Said nothing for too long");
        await bot.Says("say 1 lobby I am a bot");
        await alice.Hears("robot: I am a bot");
    }

    private ServerOptions Pinging => With(new ServerLimits { PingInterval = LooksToPing * IdleClock.Period });

    private ServerOptions With(ServerLimits limits) =>
        RunningServer.Options with { Portable = portable, Time = _time, Limits = new LimitsInForce(limits) };

    private async Task Looks(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _time.Passes(IdleClock.Period);
        }

        await _time.SomebodyWaitsFor(IdleClock.Period);
    }

    /// <summary>The answer to another ping, which comes behind the pong, tells that it was taken in.</summary>
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
