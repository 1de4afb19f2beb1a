using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Verbs;

/// <summary>Starts <c>chatroom tail</c>, and checks its end. The people of the room leave after the test.</summary>
internal abstract class TailProcess
{
    protected List<TestPeer> People { get; } = [];

    [TearDown]
    public void Disconnect_people() => People.ForEach(peer => peer.Dispose());

    protected static ToolProcess Tail(RunningServer server, params string[] arguments) =>
        ToolProcess.Start(["tail", "--port", $"{server.EndPoint.Port}", .. arguments]);

    /// <summary>Sends each line as a message of ci, so that these are the events from 1 on.</summary>
    protected static async Task SendAsync(RunningServer server, params string[] lines)
    {
        await using var send = ToolProcess.Start("send", "--port", $"{server.EndPoint.Port}", "--name", "ci");
        await send.Reads(lines);
        send.EndsItsInput();
        Assert.That(await send.Exits(), Is.Zero);
    }

    protected static async Task Succeeds(ToolProcess tail, string printed)
    {
        Assert.That(await tail.PrintsToTheEnd(), Is.EqualTo(printed));
        Assert.That(await tail.Errors, Is.Empty);
        Assert.That(await tail.Exits(), Is.Zero);
    }
}
