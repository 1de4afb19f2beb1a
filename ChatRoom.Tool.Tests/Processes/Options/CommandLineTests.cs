using ChatRoom.CommandLine;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Options;

/// <summary>The arguments of <c>chatroom</c> as a process: help, wrong usage, variables and files of arguments.</summary>
internal sealed class CommandLineTests
{
    [TestCase("Unrecognized command or argument 'qqqqqq'; 'chatroom --help' shows its options", "qqqqqq")]
    [TestCase("Unrecognized command or argument 'bnech'; did you mean 'bench'?", "bnech")]
    [TestCase("Unrecognized option '--nonsense'; 'chatroom --help' shows its options", "--nonsense", "client")]
    [TestCase("Unrecognized option '--hots'; did you mean '--host'?", "client", "--hots", "h")]
    [TestCase("Unrecognized option '--nonsense'; 'chatroom client --help' shows its options", "client", "--nonsense")]
    [TestCase("Unrecognized command or argument 'zzz'; 'chatroom server --help' shows its options", "server", "zzz")]
    [TestCase("Missing value for option 'port'; 'chatroom client --help' shows its options", "client", "--port")]
    [TestCase("'0' is not a port for --port; give a number from 1 to 65535", "client", "--port", "0")]
    [TestCase("'two words' is not a name for --name; use 1 to 32 of A-Z a-z 0-9 _ - . [ ] { } | ^ and no spaces", "client", "--name", "two words")]
    [TestCase("'soon' is not a time for --name-timeout; give a number followed by ms, s, m, h or d, such as 30s, from 1ms to 30d; a number alone is seconds", "server", "--name-timeout", "soon")]
    [TestCase("'#ops' is not a room's name for --room; use 1 to 32 of A-Z a-z 0-9 _ - . [ ] { } | ^ and no spaces", "client", "--room", "#ops")]
    [TestCase("'there' is not a room's URL such as chatroom://bob@10.0.0.5:5500/lobby: it begins neither with chatroom:// nor with chatrooms://", "client", "there")]
    [TestCase("the room's URL is given twice; give it with --url or without, not both", "client", "chatroom://a", "--url", "chatroom://b")]
    [TestCase("a shell's name is missing; give bash, zsh, fish, pwsh", "completion")]
    [TestCase("'csh' is not a supported shell; give bash, zsh, fish, pwsh", "completion", "csh")]
    [TestCase("'@/none' means a file of arguments, which cannot be read: there is no such file", "client", "@/none")]
    [TestCase("'none' is not a number for --receivers; give one from 1 to 65000", "bench", "--receivers", "none")]
    [TestCase("'33' is not a number for --size; give one from 34 to 4097", "bench", "--size", "33")]
    [TestCase("'xml' is not a value for --log; give human or json", "server", "--log", "xml")]
    [TestCase("'loud' is not a value for --log-level; give error, warning, info or debug", "server", "--log-level", "loud")]
    [TestCase("--verbose means --log-level debug; give only one of them", "server", "-v", "--log-level", "info")]
    [TestCase("'0' is not a number for --count; give one from 1 to 1000000", "ping", "--count", "0")]
    [TestCase("--rooms 4 is more than --receivers 3; give at least one receiver for each room", "bench", "--rooms", "4", "--receivers", "3")]
    [TestCase("'soon' is not a time for --duration; give a number followed by ms, s, m, h or d, such as 30s, from 1ms to 30d; a number alone is seconds", "bench", "--duration", "soon")]
    [TestCase("'tutorial' is not a dialect for --dialect; give line or typed", "bench", "--dialect", "tutorial")]
    public async Task Wrong_usage_is_one_sentence(string sentence, params string[] arguments)
    {
        await using var tool = ToolProcess.Start(arguments);

        await tool.FailsWith(2, sentence);
    }

    [Test]
    public async Task Without_arguments_help_goes_to_standard_error()
    {
        await using var tool = ToolProcess.Start();

        Assert.That(await tool.Errors, Does.Contain("Usage: chatroom [options] [command]"));
        Assert.That(await tool.PrintsToTheEnd(), Is.Empty);
        Assert.That(await tool.Exits(), Is.EqualTo(2));
    }

    [TestCase("Usage: chatroom [options] [command]", "--help")]
    [TestCase("Usage: chatroom client [options]", "client", "--help")]
    [TestCase("Usage: chatroom server [options]", "server", "-h")]
    [TestCase("Usage: chatroom bench [options]", "bench", "-h")]
    [TestCase("Usage: chatroom completion [options] bash|zsh|fish|pwsh", "completion", "--help")]
    [TestCase("Usage: chatroom client [options]", "CLIENT", "--help")]
    [TestCase("Usage: chatroom exec [options] [URL] [-- WORD...]", "exec", "--help")]
    [TestCase("Usage: chatroom run [options] [URL] [-- WORD...]", "run", "--help")]
    public async Task Requested_help_goes_to_standard_output(string usage, params string[] arguments)
    {
        await using var tool = ToolProcess.Start(arguments);

        Assert.That(await tool.PrintsToTheEnd(), Does.Contain(usage));
        Assert.That(await tool.Errors, Is.Empty);
        Assert.That(await tool.Exits(), Is.Zero);
    }

    [Test]
    public async Task Help_lists_every_verb_with_its_description()
    {
        await using var tool = ToolProcess.Start("--help");
        var help = await tool.PrintsToTheEnd();

        foreach (var verb in VerbTable.All)
        {
            Assert.That(help, Does.Contain($"  {verb.Name,-12}{verb.Description}\n"));
        }
    }

    [Test]
    public async Task The_version_is_one_line()
    {
        await using var tool = ToolProcess.Start("--version");

        Assert.That(await tool.PrintsToTheEnd(), Does.Match(@"^\d+\.\d+\.\d+(\+[0-9a-f]+)?\n$"));
        Assert.That(await tool.Exits(), Is.Zero);
    }

    [Test]
    public async Task Variables_replace_options()
    {
        await using var server = RunningServer.Start();
        await using var client = ToolProcess.StartWith(
            [("CHATROOM_HOST", "localhost"), ("CHATROOM_PORT", $"{server.EndPoint.Port}"), ("CHATROOM_NAME", "alice")], "client");

        await client.Prints("alice joined!");
    }

    [Test]
    public async Task An_option_is_stronger_than_its_variable()
    {
        await using var server = RunningServer.Start();
        await using var client = ToolProcess.StartWith(
            [("CHATROOM_HOST", "no..name"), ("CHATROOM_PORT", "1"), ("CHATROOM_NAME", "mallory")],
            "client", "--host", "127.0.0.1", "--port", $"{server.EndPoint.Port}", "--name", "alice");

        await client.Prints("alice joined!");
    }

    [Test]
    public async Task A_wrong_value_of_a_variable_is_wrong_usage()
    {
        await using var client = ToolProcess.StartWith([("CHATROOM_PORT", "http")], "client");

        await client.FailsWith(2, "'http' is not a port for CHATROOM_PORT; give a number from 1 to 65535");
    }

    [Test]
    public async Task Arguments_can_come_from_a_file()
    {
        await using var server = RunningServer.Start();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"# the team\n--port={server.EndPoint.Port}\n--name\nalice\n");
        await using var client = ToolProcess.Start("client", $"@{file}");

        await client.Prints("alice joined!");
        File.Delete(file);
    }

    [TestCase("1")]
    [TestCase("TRUE")]
    [TestCase("yes")]
    public async Task A_variable_turns_a_switch_on(string value)
    {
        await using var server = ToolProcess.StartWith([("CHATROOM_VERBOSE", value)], "server", "--port", "0");
        var port = await server.PrintsLike(@":(\d+); join");
        await using var client = ToolProcess.StartClient(int.Parse(port), "alice");
        await client.Prints("alice joined!");
        await server.IsSent("TERM");

        Assert.That(await server.Errors, Does.Contain("alice"));
    }

    [TestCase("0")]
    [TestCase("false")]
    [TestCase("No")]
    [TestCase("")]
    public async Task A_variable_leaves_a_switch_off(string value)
    {
        await using var server = ToolProcess.StartWith([("CHATROOM_VERBOSE", value)], "server", "--port", "0");
        var port = await server.PrintsLike(@":(\d+); join");
        await using var client = ToolProcess.StartClient(int.Parse(port), "alice");
        await client.Prints("alice joined!");
        await server.IsSent("TERM");

        Assert.That(await server.Errors, Does.Not.Contain("alice"));
    }

    [Test]
    public async Task A_variable_that_means_neither_on_nor_off_is_wrong_usage()
    {
        await using var server = ToolProcess.StartWith([("CHATROOM_VERBOSE", "maybe")], "server", "--port", "0");

        await server.FailsWith(2, "'maybe' is not a value for CHATROOM_VERBOSE; give 1, true or yes, or 0, false or no");
    }

    [Test]
    public async Task Without_a_name_a_client_joins_under_the_user_name()
    {
        await using var server = RunningServer.Start();
        await using var client = ToolProcess.Start("client", "--port", $"{server.EndPoint.Port}");

        await client.PrintsLike(@"^\S+ joined!$");
    }
}
