using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Verbs;

/// <summary>Starts <c>chatroom send</c>, and checks its end.</summary>
internal abstract class SendProcess
{
    protected static ToolProcess Send(RunningServer server, params string[] arguments) =>
        ToolProcess.Start(["send", "--port", $"{server.EndPoint.Port}", "--name", "ci", .. arguments]);

    protected static async Task SucceedsAsync(ToolProcess send)
    {
        Assert.That(await send.Errors, Is.Empty);
        Assert.That(await send.PrintsToTheEnd(), Is.Empty);
        Assert.That(await send.Exits(), Is.Zero);
    }

    protected static async Task FailsInLines(ToolProcess send, int exitCode, params string[] sentences)
    {
        Assert.That(await send.Errors, Is.EqualTo(string.Concat(sentences.Select(sentence => $"chatroom: {sentence}\n"))));
        Assert.That(await send.PrintsToTheEnd(), Is.Empty);
        Assert.That(await send.Exits(), Is.EqualTo(exitCode));
    }

    protected static async Task NothingElseIsSent(TestPeer alice)
    {
        await alice.Says("that is all");
        await alice.Hears("alice: that is all");
    }
}
