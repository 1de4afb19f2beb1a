using System.Text.RegularExpressions;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Client;

/// <summary>
/// Some seconds of <c>LongRuns/exactly-once</c>: a server with its log on disk, clients in pipes, a reader that follows, and
/// failures of all of them. It compares the log with the lines of the follower and of a reader from the start.
/// </summary>
internal sealed class ExactlyOnceTests
{
    /// <summary>Longer than the time after which a hanging script gives up and reports where.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(150);

    [TestCase(@"^4 kills, seed \d+$", "--kills", "4", "--lines", "20000")]
    [TestCase(@"^3 kills, seed \d+$", "--kills", "3", "--lines", "5000", "--senders", "3")]
    [TestCase(@"^\d+ cuts, seed \d+$", "--kills", "6", "--lines", "20000", "--cut")]
    [TestCase(@"^4 stops, seed \d+$", "--kills", "4", "--lines", "20000", "--stop")]
    public async Task Every_line_is_said_once_and_received_once_despite_failures(string lastLine, params string[] failures)
    {
        Requires.Program("python3");
        await using var script = ToolProcess.StartOther(
            "python3", [Path.Combine(Repository.Root, "ChatRoom.Tool.Tests", "LongRuns", "exactly-once"), "--exe", ToolProcess.ToolPath, "--patience", "60", .. failures]);

        var report = await script.PrintsToTheEnd(Limit);
        TestContext.Out.WriteLine(report);

        Assert.That(await script.Exits(), Is.Zero, report + await script.Errors);
        Assert.That(report.TrimEnd().Split('\n')[^1], Does.Match(new Regex(lastLine)));
    }
}
