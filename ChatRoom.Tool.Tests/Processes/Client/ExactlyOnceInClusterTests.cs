using System.Text.RegularExpressions;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Client;

/// <summary>
/// Some seconds of <c>LongRuns/exactly-once --cluster</c>: three servers of one room, clients that go from one to the other, and
/// failures of servers and of NATS. It compares the files of all servers with each other and with what each reader was sent.
/// </summary>
internal sealed class ExactlyOnceInClusterTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(150);

    [TestCase("1")]
    [TestCase("3")]
    public async Task Every_line_is_said_once_on_all_servers_despite_failures_of_servers_and_of_NATS(string natsServers)
    {
        Requires.Program("python3");
        Requires.Program("nats-server");
        await using var script = ToolProcess.StartOther(
            "python3",
            [
                Path.Combine(Repository.Root, "ChatRoom.Tool.Tests", "LongRuns", "exactly-once"), "--cluster", "--exe", ToolProcess.ToolPath, "--nats", natsServers,
                "--lines", "200", "--senders", "10", "--readers", "2", "--kills", "2", "--leader-kills", "1", "--stops", "1", "--pause", "1.5", "--stay", "1.5", "--lease", "2",
                "--patience", "60",
            ]);

        var report = await script.PrintsToTheEnd(Limit);
        TestContext.Out.WriteLine(report);

        Assert.That(await script.Exits(), Is.Zero, report + await script.Errors);
        Assert.That(report.TrimEnd().Split('\n')[^1], Does.Match(new Regex(@"^2 kills, 1 stops, 1 leader kills, seed \d+$")));
    }
}
