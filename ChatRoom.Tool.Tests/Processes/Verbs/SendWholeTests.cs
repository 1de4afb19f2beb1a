using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Verbs;

/// <summary>Texts of several lines, which are sent as one message or not at all.</summary>
internal sealed class SendWholeTests : SendProcess
{
    [Test]
    public async Task Whole_input_is_sent_as_one_message_at_its_end()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var send = Send(server, "--whole");

        await send.Reads("one", "");
        await alice.Says("between?");
        await alice.Hears("alice: between?");
        await send.Input.WriteAsync("three");
        send.EndsItsInput();

        await SucceedsAsync(send);
        await alice.Hears("ci: one", "ci: ", "ci: three");
    }

    [Test]
    public async Task No_line_comes_between_the_lines_of_a_whole_input()
    {
        const int senders = 4;
        const int lines = 500;
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        var sends = Enumerable.Range(0, senders).Select(_ => Send(server, "--whole")).ToArray();

        await Task.WhenAll(sends.Select(async send =>
        {
            await send.Reads([.. Enumerable.Range(1, lines).Select(line => $"{line}")]);
            send.EndsItsInput();
        }));

        for (var line = 0; line < senders * lines; line++)
        {
            await alice.Hears($"ci: {(line % lines) + 1}");
        }

        foreach (var send in sends)
        {
            await SucceedsAsync(send);
            await send.DisposeAsync();
        }
    }

    [Test]
    public async Task A_whole_input_may_have_a_thousand_lines()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var send = Send(server, "--whole");

        await send.Input.WriteAsync(string.Concat(Enumerable.Repeat("x\n", 1000)));
        send.EndsItsInput();

        await SucceedsAsync(send);
        await alice.Hears([.. Enumerable.Repeat("ci: x", 1000)]);
    }

    [TestCase(1001, 1, "nothing was said: it has more than 1000 lines, which are the most that can be said together")]
    [TestCase(17, 4000, "nothing was said: it is longer than 64 KiB, which is the most that can be said together")]
    [TestCase(2, 4097, "nothing was said: line 1 is longer than 4096 bytes")]
    public async Task A_whole_input_that_is_too_large_is_not_sent_at_all(int lines, int length, string sentence)
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var send = Send(server, "--whole");

        await send.Input.WriteAsync(string.Concat(Enumerable.Repeat(new string('x', length) + "\n", lines)));
        send.EndsItsInput();

        await FailsInLines(send, 6, sentence, "some lines were not said");
        await NothingElseIsSent(alice);
    }

    [Test]
    public async Task An_argument_of_several_lines_is_sent_as_one_message()
    {
        using var server = new ScriptedServer();
        await using var send = ToolProcess.Start("send", "--port", $"{server.EndPoint.Port}", "--name", "ci", "one\ntwo\n", "three");
        using var session = await server.WelcomeAsync("ci", "send lobby ci");

        await session.Hears("together 3", "say 1 lobby one", "say 2 lobby two", "say 3 lobby  three");

        await session.Says("ack 3 3");
        await session.Hears("quit");
        await SucceedsAsync(send);
    }
}
