using ChatRoom.Client.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Verbs;

internal sealed class PipeClientTests
{
    [Test]
    public async Task Each_line_of_input_is_said_as_text_and_the_last_needs_no_line_end()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        var client = PipedClient.Start(server.EndPoint, "ci");
        await client.Feed("one\n/quit\n\nlast");
        client.EndInput();

        Assert.That(await client.Ends(), Is.Null);
        await alice.Hears("ci joined!", "ci: one", "ci: /quit", "ci: ", "ci: last", "ci left!");
        Assert.That(client.Output, Is.EqualTo("ci joined!\nci: one\nci: /quit\nci: \nci: last\n"));
        Assert.That(client.Errors, Is.Empty);
    }

    [Test]
    public async Task A_client_does_not_end_before_the_last_line_is_acknowledged()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci");
        using var peer = await server.WelcomeAsync("ci");
        await client.Feed("one\ntwo\n");
        client.EndInput();
        await peer.Hears("say 1 lobby one", "say 2 lobby two");
        await peer.Says("ack 1 1");
        await peer.Says("ping still there");
        await peer.Hears("pong still there");
        Assert.That(client.Ends().IsCompleted, Is.False);

        await peer.Says("ack 2 2");
        await peer.Hears("quit");
        Assert.That(await client.Ends(), Is.Null);
    }

    [Test]
    public async Task A_line_that_the_server_rejects_is_reported_with_its_number()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci");
        using var peer = await server.WelcomeAsync("ci");
        await client.Feed("one\ntwo\n");
        client.EndInput();
        await peer.Hears("say 1 lobby one", "say 2 lobby two");
        await peer.Says("error full 2 The disk is full.");
        await peer.Says("ack 2 1");

        Assert.That((await client.Ends())!.Outcome, Is.EqualTo(Outcome.Rejected));
        Assert.That(client.Errors, Is.EqualTo("chatroom: line 2 was not said: The disk is full.\n"));
    }

    [TestCase("refused full 1 3 The disk is full.", "lines 1 to 3")]
    [TestCase("refused full 2 3 The disk is full.", "lines 2 to 3")]
    [TestCase("refused full 2 2 The disk is full.", "line 2")]
    [TestCase("refused full 3 9223372036854775807 The disk is full.", "line 3", Description = "more lines than were said")]
    [TestCase("refused full 0 1 The disk is full.", "line 1", Description = "more lines than were said")]
    [TestCase("error full 2 The disk is full.\nrefused full 1 3 The disk is full.", "line 2", "line 1", "line 3", Description = "one refusal is known")]
    [TestCase("refused full 2 3 The disk is full.\nrefused full 1 3 The disk is full.", "lines 2 to 3", "line 1", Description = "some refusals are known")]
    public async Task Lines_that_the_server_rejects_are_reported_with_their_numbers_once(string refusals, params string[] reported)
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci");
        using var peer = await server.WelcomeAsync("ci");
        await client.Feed("one\ntwo\nthree\n");
        client.EndInput();
        await peer.Hears("say 1 lobby one", "say 2 lobby two", "say 3 lobby three");
        await peer.Says(refusals);
        await peer.Says("ack 3 1");

        Assert.That((await client.Ends())!.Outcome, Is.EqualTo(Outcome.Rejected));
        Assert.That(client.Errors, Is.EqualTo(string.Concat(
            reported.Select(lines => $"chatroom: {lines} {(lines.Contains(" to ") ? "were" : "was")} not said: The disk is full.\n"))));
    }

    [TestCase("refused full 4 9 The disk is full.", Description = "never said")]
    [TestCase("refused full 3 2 The disk is full.", Description = "no lines at all")]
    [TestCase("ack 3 1\nrefused full 1 3 The disk is full.", Description = "acknowledged")]
    public async Task Impossible_rejections_are_not_reported(string refusals)
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci");
        using var peer = await server.WelcomeAsync("ci");
        await client.Feed("one\ntwo\nthree\n");
        await peer.Hears("say 1 lobby one", "say 2 lobby two", "say 3 lobby three");
        await peer.Says(refusals);
        await peer.Says("ack 3 1");
        client.EndInput();

        Assert.That(await client.Ends(), Is.Null);
        Assert.That(client.Errors, Is.Empty);
    }

    [Test]
    public async Task Rejected_lines_are_reported_with_their_numbers_in_the_input_even_if_a_line_was_not_sent()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci");
        using var peer = await server.WelcomeAsync("ci");
        await client.Feed($"one\n{new string('x', 5000)}\nthree\nfour\n");
        client.EndInput();
        await peer.Hears("say 1 lobby one", "say 2 lobby three", "say 3 lobby four");
        await peer.Says("refused full 1 3 The disk is full.");
        await peer.Says("ack 3 0");

        Assert.That((await client.Ends())!.Outcome, Is.EqualTo(Outcome.Rejected));
        Assert.That(client.Errors, Is.EqualTo(
            "chatroom: line 2 was not said: it is longer than 4096 bytes\n"
            + "chatroom: line 1 was not said: The disk is full.\n"
            + "chatroom: lines 3 to 4 were not said: The disk is full.\n"));
    }

    [Test]
    public async Task A_line_that_is_too_long_is_reported_and_the_others_are_said()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        var client = PipedClient.Start(server.EndPoint, "ci");
        await client.Feed("one\n" + new string('x', 5000) + "\n" + new string('é', 2049) + "\nfour\n");
        client.EndInput();

        Assert.That((await client.Ends())!.Outcome, Is.EqualTo(Outcome.Rejected));
        await alice.Hears("ci joined!", "ci: one", "ci: four", "ci left!");
        Assert.That(client.Errors, Is.EqualTo(
            "chatroom: line 2 was not said: it is longer than 4096 bytes\n"
            + "chatroom: line 3 was not said: it is longer than 4096 bytes\n"));
    }

    [Test]
    public async Task Events_go_to_the_output_and_notices_to_the_errors()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci");
        using var peer = await server.WelcomeAsync("ci");
        await peer.Sends(
            "join 1 1700000000000 lobby bob\nmessage 2 1700000000000 lobby bob hi there\naction 3 1700000000000 lobby bob waves\n"
            + "rename 4 1700000000000 lobby rob bob\nprivate 1700000000000 lobby rob ci psst\nleave 5 1700000000000 lobby rob\n"
            + "notice 1700000000000 be nice\ngap 6 12 lobby\nerror strange 0 something\nfuture 1 2 3\nbye draining Good night.\n");
        peer.ClosesItsSide();

        Assert.That((await client.Ends())!.Outcome, Is.EqualTo(Outcome.Lost));
        Assert.That(client.Output, Is.EqualTo(
            "bob joined!\nbob: hi there\n* bob waves\nbob is now rob!\n(private to ci) rob: psst\nrob left!\n"));
        Assert.That(client.Errors, Is.EqualTo(
            "# be nice\n# Missing here, as the server no longer has them: 12\n! something\n# Good night.\n"));
    }

    [Test]
    public async Task The_client_filters_control_characters_itself()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci");
        using var peer = await server.WelcomeAsync("ci");
        await peer.Sends("message 1 1700000000000 lobby b\e[1mob \e[2Jhi\u009b1m\x07\u202e!\nnotice 1 \e]0;x\x07ok\n");
        peer.ClosesItsSide();

        await client.Ends();
        Assert.That(client.Output, Is.EqualTo("bob: hi!\n"));
        Assert.That(client.Errors, Is.EqualTo("# ok\n"));
    }

    [Test]
    public async Task A_server_that_ignores_limits_does_not_harm_the_client()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci");
        using var peer = await server.WelcomeAsync("ci");
        var fields = "private 1 r a b ";
        await peer.Says(fields + new string('x', 4608 - fields.Length));
        await peer.Says("ping " + new string('x', 4600));
        await peer.Says(new string('x', 100_000));
        await peer.Says("message 1 1 r bob hi");
        peer.ClosesItsSide();

        await client.Ends();
        Assert.That(client.Output, Is.EqualTo($"(private to b) a: {new string('x', 4608 - fields.Length)}\nbob: hi\n"));
    }

    [Test]
    public async Task A_lost_connection_counts_the_lines_without_acknowledgement()
    {
        using var server = new ScriptedServer();
        var client = PipedClient.Start(server.EndPoint, "ci");
        var peer = await server.WelcomeAsync("ci");
        await client.Feed("one\ntwo\nthree\n");
        client.EndInput();
        await peer.Hears("say 1 lobby one", "say 2 lobby two", "say 3 lobby three");
        await peer.Says("ack 1 1");
        peer.ClosesItsSide();

        var failure = await client.Ends();
        Assert.That(failure!.Outcome, Is.EqualTo(Outcome.Lost));
        Assert.That(failure.Sentence, Is.EqualTo("the connection was lost, and 2 lines were not acknowledged"));
        peer.Dispose();
    }

    [Test]
    public async Task A_hundred_thousand_lines_arrive_once_and_in_order()
    {
        const int count = 100_000;
        await using var server = RunningServer.Start();
        using var reader = await server.JoinAsync("reader");
        var client = PipedClient.Start(server.EndPoint, "ci");
        var feeding = client.Feed(string.Concat(Enumerable.Range(1, count).Select(n => $"{n}\n")));
        await reader.Hears("ci joined!");
        for (var n = 1; n <= count; n++)
        {
            await reader.Hears($"ci: {n}");
        }

        await feeding;
        client.EndInput();
        Assert.That(await client.Ends(), Is.Null);
    }
}
