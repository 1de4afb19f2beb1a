using System.Text.RegularExpressions;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Client;

/// <summary>
/// Some seconds of <c>LongRuns/exactly-once</c>: a server with its log on disk, clients in pipes, a reader that follows,
/// and blows that fall among them. It compares what the log, the follower and a reader from the start have.
/// </summary>
internal sealed class ExactlyOnceTests
{
    /// <summary>A script that hangs gives up before this, and says on what.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(150);

    [TestCase(@"^4 kills, seed \d+$", "--kills", "4", "--lines", "20000")]
    [TestCase(@"^3 kills, seed \d+$", "--kills", "3", "--lines", "5000", "--senders", "3")]
    [TestCase(@"^\d+ cuts, seed \d+$", "--kills", "6", "--lines", "20000", "--cut")]
    [TestCase(@"^4 stops, seed \d+$", "--kills", "4", "--lines", "20000", "--stop")]
    public async Task Every_line_is_said_once_and_heard_once_whatever_breaks(string lastLine, params string[] blows)
    {
        Requires.Program("python3");
        await using var script = ToolProcess.StartOther(
            "python3", [Path.Combine(Repository.Root, "ChatRoom.Tool.Tests", "LongRuns", "exactly-once"), "--exe", ToolProcess.ToolPath, "--patience", "60", .. blows]);

        var told = await script.PrintsToTheEnd(Limit);
        TestContext.Out.WriteLine(told);

        Assert.That(await script.Exits(), Is.Zero, told + await script.Errors);
        Assert.That(told.TrimEnd().Split('\n')[^1], Does.Match(new Regex(lastLine)));
    }
}
