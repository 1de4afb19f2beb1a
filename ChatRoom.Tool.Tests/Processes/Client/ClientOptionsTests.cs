using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Client;

/// <summary>The options of <c>chatroom client</c> as a process in a pipe.</summary>
internal sealed class ClientOptionsTests
{
    [Test]
    public async Task A_taken_name_becomes_the_next_free_one_and_the_client_reports_it()
    {
        await using var server = RunningServer.Start();
        using var first = await server.JoinAsync("ci");
        await using var client = Client(server);

        await client.Reads("hello");
        client.EndsItsInput();

        await first.Hears("ci_2 joined!", "ci_2: hello", "ci_2 left!");
        Assert.That(await client.Errors, Is.EqualTo("chatroom: the name ci is taken; you are ci_2\n"));
        Assert.That(await client.Exits(), Is.Zero);
    }

    [TestCase("1", "--quiet")]
    [TestCase("1")]
    public async Task A_taken_exact_name_is_refused(string exact, params string[] arguments)
    {
        await using var server = RunningServer.Start();
        using var first = await server.JoinAsync("ci");

        await using var client = ToolProcess.StartWith(
            [("CHATROOM_EXACT_NAME", exact)], ["client", "--port", $"{server.EndPoint.Port}", "--name", "CI", .. arguments]);

        await client.FailsWith(4, "The name CI is taken; choose another.");
    }

    [Test]
    public async Task A_free_exact_name_is_used()
    {
        await using var server = RunningServer.Start();
        await using var client = Client(server, "--exact-name");

        await client.Prints("ci joined!");
        client.EndsItsInput();
        Assert.That(await client.Exits(), Is.Zero);
    }

    [Test]
    public async Task A_quiet_client_prints_only_errors()
    {
        await using var server = RunningServer.Start();
        using var first = await server.JoinAsync("ci");
        await using var client = Client(server, "--quiet");

        await client.Reads("one", new string('x', 4097), "three");
        client.EndsItsInput();

        await first.Hears("ci_2 joined!", "ci_2: one", "ci_2: three", "ci_2 left!");
        Assert.That(await client.PrintsToTheEnd(), Is.Empty);
        Assert.That(await client.Errors, Is.EqualTo(
            "chatroom: line 2 was not said: it is longer than 4096 bytes\nchatroom: some lines were not said\n"));
        Assert.That(await client.Exits(), Is.EqualTo(6));
    }

    [Test]
    public async Task JSON_applies_to_the_output_and_not_to_the_input()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var client = Client(server, "--json");
        await alice.Hears("ci joined!");

        await client.Reads("""{"text":"é 🙂"}""");

        await alice.Hears("""ci: {"text":"é 🙂"}""");
        await client.PrintsLike("""^\{"id":2,"time":"[^"]+","type":"join","room":"lobby","name":"ci"\}$""");
        await client.PrintsLike("""^\{"id":3,"time":"[^"]+","type":"message","room":"lobby","name":"ci","text":"\{\\"text\\":\\"é 🙂\\"\}"\}$""");
        await alice.Says("/msg ci psst");
        await client.PrintsLike("""^\{"time":"[^"]+","type":"private","room":"lobby","name":"alice","text":"psst","to":"ci"\}$""");
        client.EndsItsInput();
        Assert.That(await client.PrintsToTheEnd(), Is.Empty);
        Assert.That(await client.Exits(), Is.Zero);
    }

    [Test]
    public async Task A_client_that_is_kept_open_prints_after_the_end_of_input_until_it_is_stopped()
    {
        Requires.Program("sh");
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var client = Client(server, "--keep-open");
        await client.Reads("hello");
        client.EndsItsInput();
        await alice.Hears("ci joined!", "ci: hello");

        await alice.Says("still there?");
        await client.Prints("ci joined!", "ci: hello", "alice: still there?");
        await client.IsSent("TERM");

        await alice.Hears("alice: still there?", "ci left!");
        Assert.That(await client.PrintsToTheEnd(), Is.Empty);
        Assert.That(await client.Exits(), Is.EqualTo(143));
    }

    [Test]
    public async Task A_client_that_is_kept_open_ends_with_its_reader()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var client = Client(server, "--keep-open");
        client.EndsItsInput();
        await client.Prints("ci joined!");
        await alice.Hears("ci joined!");
        client.LosesItsReader();

        Assert.That(await client.ExitsDuring(() => alice.SaysAndHears("anybody?")), Is.EqualTo(141));
        Assert.That(await client.Errors, Is.Empty);
    }

    [Test]
    public async Task A_client_that_is_kept_open_reports_a_lost_connection()
    {
        using var server = new ScriptedServer();
        await using var client = ToolProcess.Start("client", "--port", $"{server.EndPoint.Port}", "--name", "ci", "--keep-open", "--no-reconnect");
        client.EndsItsInput();
        using (var session = await server.WelcomeAsync("ci"))
        {
            await session.Says("message 1 1700000000000 lobby alice hello");
            await client.Prints("alice: hello");
        }

        await client.FailsWith(5, "the connection was lost");
    }

    [Test]
    public async Task A_lingering_client_prints_after_the_last_acknowledgement()
    {
        using var server = new ScriptedServer();
        await using var client = ToolProcess.Start("client", "--port", $"{server.EndPoint.Port}", "--name", "ci", "--linger", "30d");
        await client.Reads("hello");
        client.EndsItsInput();
        using var session = await server.WelcomeAsync("ci");
        await session.Hears("say 1 lobby hello");
        await session.Says("ack 1 1");

        // If the client left, its quit would arrive before the pong.
        await session.Says("ping still there");
        await session.Hears("pong still there");
        await session.Says("message 2 1700000000000 lobby bot an answer");

        await client.Prints("bot: an answer");
        Assert.That(client.HasExited, Is.False);
    }

    [Test]
    public async Task A_client_leaves_after_it_has_lingered()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var client = Client(server, "--linger", "1ms");

        await client.Reads("hello");
        client.EndsItsInput();

        await alice.Hears("ci joined!", "ci: hello", "ci left!");
        Assert.That(await client.Errors, Is.Empty);
        Assert.That(await client.Exits(), Is.Zero);
    }

    [TestCase("'long' is not a time for --linger; give a number followed by ms, s, m, h or d, such as 30s, from 1ms to 30d; a number alone is seconds", "--linger", "long")]
    [TestCase("Unexpected value 'maybe' for option 'json'; 'chatroom client --help' shows its options", "--json=maybe")]
    public async Task Wrong_usage_is_reported_in_one_sentence(string sentence, params string[] arguments)
    {
        await using var client = ToolProcess.Start(["client", .. arguments]);

        await client.FailsWith(2, sentence);
    }

    private static ToolProcess Client(RunningServer server, params string[] arguments) =>
        ToolProcess.Start(["client", "--port", $"{server.EndPoint.Port}", "--name", "ci", .. arguments]);
}
