using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using ChatRoom.CommandLine;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Options;

/// <summary>The environments of containers, services and other programs.</summary>
[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
internal sealed partial class EnvironmentTests
{
    /// <summary>Variables that accept any text, or whose errors have other sentences.</summary>
    private static readonly string[] AcceptAnyText =
    [
        "CHATROOM_HOST", "CHATROOM_TITLE", "CHATROOM_DATA", "CHATROOM_FORMAT", "CHATROOM_PASSWORD_FILE",
        "CHATROOM_OPERATOR_PASSWORD_FILE", "CHATROOM_MOTD", "CHATROOM_ALLOW_FILE", "CHATROOM_DENY_FILE",
        "CHATROOM_CLUSTER_CREDS", "CHATROOM_CLUSTER_CA", "CHATROOM_CLUSTER_CERT", "CHATROOM_CLUSTER_KEY",
    ];

    [Test]
    public async Task Every_variable_that_is_empty_counts_as_not_set()
    {
        await Parallel.ForEachAsync(VerbTable.All, new ParallelOptions { MaxDegreeOfParallelism = 3 }, async (verb, _) =>
        {
            (string, string)[] empty = [.. VariablesOf(verb).Select(one => (one.Name, ""))];
            await using var tool = ToolProcess.StartWith(empty, [verb.Name, .. RequiredArguments(verb)]);
            tool.EndsItsInput();
            Assert.That(await tool.Errors, verb.Name == "completion" ? Is.Empty : Does.Contain("chatroom: ").And.Not.Contain("CHATROOM").And.Not.Contain("''"), verb.Name);
            Assert.That(await tool.Exits(), Is.EqualTo(verb.Name switch { "run" or "completion" => 0, "server" => 1, _ => 3 }), verb.Name);
        });
    }

    [Test]
    public async Task A_sentence_about_a_value_from_a_variable_names_the_variable()
    {
        // The variables of switches are read in one place, and have a test of their own.
        var all = from verb in VerbTable.All from variable in VariablesOf(verb) where variable.TakesValue && !AcceptAnyText.Contains(variable.Name) select (verb, name: variable.Name);
        var first = all.DistinctBy(one => one.name).ToArray();
        Assert.That(first, Has.Length.GreaterThan(30));

        await Parallel.ForEachAsync(first, new ParallelOptions { MaxDegreeOfParallelism = 3 }, async (one, _) =>
        {
            await using var tool = ToolProcess.StartWith([(one.name, "(")], [one.verb.Name, .. RequiredArguments(one.verb)]);
            Assert.That(await tool.Errors, Does.Match($@"^chatroom: [^\n]*\b{one.name}\b[^\n]*\n$"), one.name);
            Assert.That(await tool.Exits(), Is.EqualTo(2), one.name);
        });
    }

    [Test]
    public async Task A_server_ignores_the_variables_of_a_Kubernetes_service_named_chatroom()
    {
        (string, string)[] links = [("CHATROOM_PORT", "tcp://10.0.0.1:5500"), ("CHATROOM_SERVICE_HOST", "10.0.0.1"), ("CHATROOM_PORT_5500_TCP", "tcp://10.0.0.1:5500")];

        // The server reads its port before its host, so an error about the host means that the port was accepted.
        await using var server = ToolProcess.StartWith(links, "server", "--ephemeral", "--host", "no..name");

        await server.FailsWith(1, "'no..name' is not an address of this machine for --host; give one of them, or 0.0.0.0 for all");
    }

    [TestCase("--host", "")]
    [TestCase("--host=")]
    public async Task A_server_does_not_start_with_an_empty_host(params string[] host)
    {
        await using var server = ToolProcess.Start(["server", "--port", "0", "--ephemeral", .. host]);

        await server.FailsWith(2, "the value of --host is empty; give one, or leave the option out");
    }

    [Test]
    public async Task Without_PATH_a_command_is_found_where_the_system_looks()
    {
        await using var run = ToolProcess.StartOther("env", "-u", "PATH", ToolProcess.ToolPath, "run", "--port", "1", "--", "sh", "-c", "exit 42");

        Assert.That(await run.Errors, Does.StartWith("chatroom: the report to the room failed: cannot connect"));
        Assert.That(await run.Exits(), Is.EqualTo(42));
    }

    [TestCase(2, "'x' is not a path for --data; the current directory was removed; write out the whole path", "server --data x")]
    [TestCase(2, "'x' is not a path for --password-file; the current directory was removed; write out the whole path", "send --password-file x hi")]
    [TestCase(1, "the current directory was removed; change to another one", "--help")]
    [TestCase(3, "cannot connect to 127.0.0.1:1: nothing listens there; start a room with 'chatroom server'", "send --port 1 hi")]
    public async Task A_current_directory_that_was_removed_is_one_sentence(int exitCode, string sentence, string words)
    {
        using var folder = new ScratchDirectory();
        await using var tool = ToolProcess.StartOther(
            "sh", "-c", $"mkdir '{folder["gone"]}'; cd '{folder["gone"]}'; rmdir '{folder["gone"]}'; exec '{ToolProcess.ToolPath}' {words}");

        await tool.FailsWith(exitCode, sentence);
    }

    /// <summary>Arguments that let a verb fail only because nothing listens at its port, and a server only because of its host.</summary>
    private static string[] RequiredArguments(Verb verb) => verb.Name switch
    {
        "server" => ["--host", "no..name"],
        "send" => ["--port", "1", "hello"],
        "wait" => ["--port", "1", "--match", "."],
        "exec" or "run" => ["--port", "1", "--", "true"],
        "completion" => ["bash"],
        "cluster" => ["status", "--port", "1"],
        _ => ["--port", "1"],
    };

    private static IEnumerable<(string Name, bool TakesValue)> VariablesOf(Verb verb) =>
        from option in verb.Define().Options
        let variable = Variable().Match(option.Description)
        where variable.Success
        select (variable.Groups[1].Value, option.ValueName is not null);

    [GeneratedRegex(@"\[(CHATROOM_\w+)")]
    private static partial Regex Variable();
}
