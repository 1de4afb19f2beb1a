using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Terminal;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Terminal;

/// <summary>The history, the topic, the commands and the rooms come as typed lines, or from an older server as text.</summary>
internal sealed class TypedAnswerTests
{
    private const string InTokyo = "TZ=Asia/Tokyo";

    [Test]
    public async Task History_and_topic_are_shown_in_local_time()
    {
        // The server's clock stands at 03:04 UTC.
        await using var server = RunningServer.Start(RunningServer.Options with { Time = new ManualTime() });
        using var bob = await server.JoinAsync("bob");
        await using var screen = await OnTerminal.AliceJoins(server, bob, environment: InTokyo);
        await bob.Says("hi");
        await bob.Says("/topic tea");
        await screen.EndsWith("12:04 bob: hi", "12:04 -- bob set the topic: tea", ">");

        await screen.Enters("/history 5");
        await screen.EndsWith("-- history --", "-- Friday, 2 January 2026 --", "12:04 bob: hi", "-- end of history --", ">");
        await screen.Enters("/topic");
        await screen.EndsWith("HH:mm -- Topic: tea (bob, 2 January 2026 12:04)", ">");
    }

    [Test]
    public async Task A_server_that_answers_in_text_alone_is_understood()
    {
        using var server = new ScriptedServer();
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);
        await screen.Enters($"{InTokyo} chatroom client --name alice");
        using var old = await server.WelcomeAsync("alice");
        await old.Hears("who lobby", "commands", "rooms");
        await screen.ShowsLike("You are alice in lobby");

        await screen.Types("/hi");
        await screen.Presses("Tab");
        await screen.EndsWith("> /history");
        await screen.Enters("1");
        await old.Hears("command 1 lobby /history 1");
        await old.Says("notice 1767323045000 03:04 bob: hi\nack 1 0");
        await screen.EndsWith("12:04 # 03:04 bob: hi", ">");
    }

    [Test]
    public async Task A_client_that_was_sent_past_events_continues_after_the_last_one_that_it_read()
    {
        using var server = new ScriptedServer();
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);
        await screen.Enters("chatroom client --name alice");
        using (var first = await server.WelcomeAsync("alice"))
        {
            await first.Hears("who lobby", "commands", "rooms");
            await first.Says("message 5 1700000000000 lobby bob five");
            await screen.EndsLike("..:.. bob: five", ">");
            await screen.Enters("/history 1");
            await first.Hears("command 1 lobby /history 1");
            await first.Says("past message 2 1700000000000 lobby bob two\nhistory lobby 1\nack 1 0");
            await screen.EndsLike("..:.. bob: two", "-- end of history --", ">");
        }

        using var second = await server.GreetAsync("alice");
        await second.HearsLike("^join lobby alice resume=[0-9a-z]+ after=5 log answers elsewhere$");
    }

    [Test]
    public async Task The_completion_of_a_room_knows_the_rooms_of_the_last_answer()
    {
        using var server = new ScriptedServer();
        await using var screen = await TmuxScreen.OpenAsync(server.EndPoint.Port);
        await screen.Enters("chatroom client --name alice");
        using var other = await server.WelcomeAsync("alice");
        await other.Hears("who lobby", "commands", "rooms");
        await screen.ShowsLike("You are alice in lobby");

        await screen.Types("/join l");
        await screen.Presses("Tab");
        await other.Hears("rooms");
        await other.Says("room lodge 2 a topic\nrooms 1\nmessage 1 1700000000000 lobby bob go");
        await screen.EndsLike("..:.. bob: go", "> /join l");
        await screen.Presses("Tab");
        await screen.EndsLike("..:.. bob: go", "> /join lodge");
    }

    [Test]
    public async Task The_commands_of_operators_are_completed_for_an_operator_alone()
    {
        await using var server = RunningServer.Start(RunningServer.Options with { OperatorPassword = new Password("sesame open"u8) });
        using var bob = await server.JoinAsync("bob");
        await using var screen = await OnTerminal.AliceJoins(server, bob);
        await screen.Enters("before");
        await screen.EndsWith("HH:mm alice: before", ">");
        await screen.Types("/ki");
        await screen.Presses("Tab");
        await screen.EndsWith("HH:mm alice: before", "> /ki");
        await screen.Presses("C-u");

        await screen.Enters("/op sesame open");
        await screen.Enters("after");
        await screen.EndsWith("HH:mm # You are an operator now; /help lists what you can do.", "HH:mm alice: after", ">");
        await screen.Types("/ki");
        await screen.Presses("Tab");
        await screen.EndsWith("HH:mm alice: after", "> /kick");
    }
}
