using System.Runtime.Versioning;
using ChatRoom.Client.Connecting;
using ChatRoom.Client.Conversation;
using ChatRoom.Client.Jobs;
using ChatRoom.Client.Jobs.Processes;
using ChatRoom.Client.Options;
using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Jobs;

/// <summary>A bot with a short queue, in the test's process.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class BotTests
{
    private readonly WatchedStream _output = new();
    private readonly WatchedStream _errors = new();

    [SetUp]
    public void RequireShell() => Requires.Program("cat");

    [Test]
    public async Task More_messages_than_the_queue_holds_are_all_handled()
    {
        using var server = new ScriptedServer();
        using var stop = new CancellationTokenSource();
        var running = RunAsync(server, ["cat"], stop.Token);
        using var session = await server.WelcomeAsync("echo", "join lobby echo bot");
        var texts = Enumerable.Range(1, 30).Select(number => $"line {number}\n").ToArray();

        await session.Sends(string.Concat(texts.Select((text, index) => $"message {index + 1} 1700000000000 lobby alice {text}")));
        await _output.Holds(texts[^1]);
        await stop.CancelAsync();

        await session.Hears("quit");
        Assert.That(await running.WaitAsync(TestTimeout.Limit), Is.Null);
        Assert.That(_output.Text, Is.EqualTo(string.Concat(texts)));
        Assert.That(_errors.Text, Is.Empty);
    }

    [Test]
    public async Task After_a_lost_connection_running_commands_end_and_waiting_messages_are_counted()
    {
        using var folder = new ScratchDirectory();
        var gate = await folder.MakePipeAsync("gate");
        using var server = new ScriptedServer();
        var running = RunAsync(server, ["sh", "-c", $"read x < '{gate}'; cat"], CancellationToken.None);
        var session = await server.WelcomeAsync("echo", "join lobby echo bot");

        await session.Sends("message 1 1700000000000 lobby alice one\nmessage 2 1700000000000 lobby alice two\n");
        await using (var job = new StreamWriter(gate))
        {
            session.ClosesItsSide();
            await _errors.Holds("stopping once 1 running command has ended");
            await job.WriteLineAsync("go");
        }

        Assert.That((await running.WaitAsync(TestTimeout.Limit))!.Outcome, Is.EqualTo(Outcome.Lost));
        Assert.That(_output.Text, Is.EqualTo("one\n"));
        Assert.That(_errors.Text, Does.EndWith("chatroom: 1 waiting message was not handled\n"));
    }

    [Test]
    public async Task A_job_runs_on_during_an_outage_and_its_answer_is_said_once()
    {
        using var folder = new ScratchDirectory();
        var gate = await folder.MakePipeAsync("gate");
        using var server = new ScriptedServer();
        using var stop = new CancellationTokenSource();
        var running = RunAsync(server, ["sh", "-c", $"read x < '{gate}'; cat"], stop.Token, Reconnects.AtOnce);
        using (var first = await server.WelcomeAsync("echo", "join lobby echo bot"))
        {
            await first.Says("message 1 1700000000000 lobby alice one");
        }

        await _errors.Holds("reconnecting");
        await using (var job = new StreamWriter(gate))
        {
            await job.WriteLineAsync("go");
        }

        await _output.Holds("one");
        using var second = await server.GreetAsync("echo");
        await second.HearsLike("^join lobby echo bot resume=[0-9a-z]+ after=1 log elsewhere$");
        await second.Sends("session 0\nwelcome lobby echo 1 1700000000000 1\n");
        await second.Hears("say 1 lobby one");
        await second.Says("ack 1 2");
        await stop.CancelAsync();

        await second.Hears("quit");
        Assert.That(await running.WaitAsync(TestTimeout.Limit), Is.Null);
    }

    private async Task<Failure?> RunAsync(
        ScriptedServer server, string[] words, CancellationToken stop, ReconnectOptions? reconnect = null)
    {
        Assert.That(Nickname.TryParse("echo", out var name));
        var options = new ClientOptions { Host = server.EndPoint.Address.ToString(), Port = server.EndPoint.Port, Reconnect = reconnect };
        var bots = new BotOptions
        {
            Command = CommandToRun.Find(words).Command!,
            Variables = [],
            From = null,
            Pattern = null,
            Replies = reconnect is not null,
            Jobs = 1,
            KillAfter = null,
            MaxWaiting = 1,
            Time = options.Time,
        };
        return await RoomConnector.RunAsync(options, new JoinRequest(options.Room, name!, IsBot: true), async reliableConnection =>
        {
            using var bot = new Bot(reliableConnection, bots, _output, _errors);
            return await bot.RunAsync(stop, CancellationToken.None);
        });
    }
}
