using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Attacks.Clients;

/// <summary>Our client as a process at a hostile server. It must end with one of the exit codes in its help.</summary>
internal static class AttackedClientProcess
{
    /// <summary>A client waits up to 30 s for the server's answer, and as long again for acknowledgements after the end of its input.</summary>
    private static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(90);

    private static readonly int[] ExitCodes = [0, 3, 4, 5, 6, 7, 124];

    private static readonly string[][] Commands =
    [
        ["client", "--name", "alice", "--no-reconnect"],
        ["client", "--name", "alice", "--json", "--give-up-after", "200ms"],
        ["client", "--name", "alice", "--keep-open", "--no-reconnect"],
        ["tail", "--since", "all", "--no-reconnect"],
        ["tail", "--since", "all", "--json", "--give-up-after", "200ms"],
        ["tail", "--since", "all", "--no-reconnect", "--format", "%i %t %n %m"],
        ["wait", "--match", "hello|X", "--timeout", "2s", "--no-reconnect"],
        ["send", "--name", "alice", "--no-reconnect", "hello"],
        ["who"],
        ["who", "--json"],
        ["ping", "-W", "1s"],
        ["exec", "--name", "alice", "--no-reconnect", "--", "true"],
    ];

    public static async Task RoundAsync(SeededRandom random, AttackTally tally, string? program)
    {
        await using var server = new HostileServer(random.Another(), tally);
        var command = random.One(Commands);
        var separator = Array.IndexOf(command, "--");
        string[] port = ["--port", $"{server.EndPoint.Port}"];
        string[] words = separator < 0 ? [.. command, .. port] : [.. command[..separator], .. port, .. command[separator..]];
        await using var client = ToolProcess.StartOther(program ?? ToolProcess.ToolPath, words);
        client.EndsItsInput();
        var output = await client.PrintsToTheEnd(LongestRun);
        var exit = await client.Exits();
        var errors = await client.Errors;

        var what = string.Join(' ', command);
        Corpus.IsSafe(output, $"the output of '{what}'");
        Corpus.IsSafe(errors, $"standard error of '{what}'");
        Assert.That(ExitCodes, Does.Contain(exit), $"'{what}' ended with {exit}: {TestText.Shown(errors)}");
        Assert.That(errors, Does.Not.Contain("this is a bug"), what);
        tally.CountRound($"hostile server, process '{what}'");
    }
}
