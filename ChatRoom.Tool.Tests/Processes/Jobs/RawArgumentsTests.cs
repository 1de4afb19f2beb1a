using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Jobs;

/// <summary>Arguments and variables that are no UTF-8 reach a command unchanged. No server listens at the port.</summary>
[SupportedOSPlatform("linux")]
internal sealed class RawArgumentsTests
{
    private const string Run = """ "$0" run --port 1 -- """;

    // The base library cannot name these files, and so cannot remove them.
    private const string Clear = "rm ./*";

    [SetUp]
    public void RequirePrograms()
    {
        Requires.Linux();
        Requires.Program("bash");
        Requires.Program("od");
    }

    [TestCase(Run + @"printf %s 'a'$'\xff''b' é", "61 ff 62 c3 a9")]
    [TestCase(Run + @"printf '%s|' $'\xff' '' $'\xfe'", "ff 7c 7c fe 7c")]
    [TestCase("""X=$'\xff' Y=é """ + Run + """ sh -c 'printf %s "$X$Y"'""", "ff c3 a9")]
    [TestCase("""env -i $'B\xff=1' """ + Run + "env", "42 ff 3d 31 0a")]
    public async Task Bytes_reach_the_command(string script, string bytes)
    {
        await using var shell = ToolProcess.StartOther("bash", "-c", $"{script} 2>/dev/null | od -An -tx1", ToolProcess.ToolPath);

        Assert.That((await shell.PrintsToTheEnd()).Trim(), Is.EqualTo(bytes));
    }

    [Test]
    public async Task A_file_name_that_is_not_UTF8_reaches_the_command()
    {
        using var folder = new ScratchDirectory();
        await using var shell = ToolProcess.StartOther(
            "bash", "-c", $"cd '{folder["."]}'; echo right > $'\\xff'; echo wrong > $'\\xef\\xbf\\xbd'; {Run} cat $'\\xff' 2>/dev/null; {Clear}", ToolProcess.ToolPath);

        Assert.That(await shell.PrintsToTheEnd(), Is.EqualTo("right\n"));
    }

    [Test]
    public async Task A_program_whose_name_is_not_UTF8_is_run()
    {
        using var folder = new ScratchDirectory();
        await using var shell = ToolProcess.StartOther(
            "bash", "-c", $"cd '{folder["."]}'; printf '#!/bin/sh\\necho ran\\n' > $'p\\xff'; chmod +x p*; PATH=.:$PATH; {Run} $'p\\xff' 2>/dev/null; {Clear}", ToolProcess.ToolPath);

        Assert.That(await shell.PrintsToTheEnd(), Is.EqualTo("ran\n"));
    }

    [Test]
    public async Task Bytes_reach_a_bots_command()
    {
        await using var server = RunningServer.Start();
        using var alice = await server.JoinAsync("alice");
        await using var bot = ToolProcess.StartOther(
            "bash", "-c", $"X=$'\\xff' exec \"$0\" exec --port {server.EndPoint.Port} --name echo -- sh -c 'printf \"%s%s\" \"$X\" \"$1\" | od -An -tx1' sh $'\\xfe'", ToolProcess.ToolPath);
        await alice.Hears("echo joined!");

        await alice.Says("go");

        await bot.Prints(" ff fe");
    }

    [Test]
    public async Task A_file_of_arguments_that_is_not_UTF8_is_refused()
    {
        using var folder = new ScratchDirectory();
        await using var shell = ToolProcess.StartOther(
            "bash", "-c", $"cd '{folder["."]}'; printf '%b' '--\\ncat\\n\\xff\\n' > arguments; exec \"$0\" run @arguments", ToolProcess.ToolPath);

        await shell.FailsWith(2, "'@arguments' means a file of arguments, which cannot be read: it is not valid UTF-8");
    }
}
