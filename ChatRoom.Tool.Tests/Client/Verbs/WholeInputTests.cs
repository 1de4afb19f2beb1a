using System.Text;
using ChatRoom.Client.Connecting;
using ChatRoom.Client.Conversation;
using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;
using ChatRoom.Client.Verbs;
using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Verbs;

internal sealed class WholeInputTests
{
    [TestCase("one", "say 1 lobby one")]
    [TestCase("one\n", "say 1 lobby one")]
    [TestCase("one\r\n", "say 1 lobby one")]
    [TestCase("\n", "say 1 lobby ")]
    [TestCase("one\ntwo", "together 2", "say 1 lobby one", "say 2 lobby two")]
    [TestCase("one\r\ntwo\r\n", "together 2", "say 1 lobby one", "say 2 lobby two")]
    [TestCase("one\rtwo\r", "together 2", "say 1 lobby one", "say 2 lobby two")]
    [TestCase("one\n\rtwo", "together 3", "say 1 lobby one", "say 2 lobby ", "say 3 lobby two")]
    [TestCase("\n\n", "together 2", "say 1 lobby ", "say 2 lobby ")]
    [TestCase("\e[1mone\e[0m\n/quit\té\u202E", "together 2", "say 1 lobby one", "say 2 lobby /quit é")]
    [TestCase("")]
    public async Task Each_line_of_the_input_is_said(string input, params string[] heard)
    {
        using var server = new ScriptedServer();
        var saying = SayAsync(server, Encoding.UTF8.GetBytes(input));
        using var session = await server.WelcomeAsync("ci", "send lobby ci");

        await session.Hears(heard);

        await session.Says($"ack {heard.Length} 1");
        await session.Hears("quit");
        Assert.That((await saying).Failure, Is.Null);
    }

    [Test]
    public async Task A_line_is_measured_after_control_characters_are_removed()
    {
        using var server = new ScriptedServer();
        var saying = SayAsync(server, Encoding.UTF8.GetBytes(new string('x', Limits.MaxText) + "\e[0m\nb"));
        using var session = await server.WelcomeAsync("ci", "send lobby ci");

        await session.Hears("together 2", $"say 1 lobby {new string('x', Limits.MaxText)}", "say 2 lobby b");

        await session.Says("ack 2 1");
        Assert.That((await saying).Failure, Is.Null);
    }

    [Test]
    public async Task A_line_is_too_long_if_replacing_invalid_bytes_makes_it_so()
    {
        using var server = new ScriptedServer();
        var saying = SayAsync(server, [.. "a\n"u8, .. Enumerable.Repeat((byte)0xFF, 2000), .. "\nc\n"u8]);
        using var session = await server.WelcomeAsync("ci", "send lobby ci");

        await session.Hears("quit");

        var (failure, errors) = await saying;
        Assert.That(failure!.Outcome, Is.EqualTo(Outcome.Rejected));
        Assert.That(errors, Is.EqualTo("chatroom: nothing was said: line 2 is longer than 4096 bytes\n"));
    }

    private static async Task<(Failure? Failure, string Errors)> SayAsync(ScriptedServer server, byte[] input)
    {
        Assert.That(Nickname.TryParse("ci", out var name));
        using var errors = new WatchedStream();
        var options = new ClientOptions { Host = server.EndPoint.Address.ToString(), Port = server.EndPoint.Port };
        var failure = await RoomConnector.RunAsync(
            options,
            new JoinRequest(options.Room, name!, Role.Sender),
            reliableConnection => new PipeClient(
                reliableConnection,
                new WholeInput(reliableConnection.Sender, new MemoryStream(input)),
                new LinePrinter(Stream.Null, errors),
                new StayPolicy(),
                options.Time).RunAsync())
            .WaitAsync(TestTimeout.Limit);
        return (failure, errors.Text);
    }
}
