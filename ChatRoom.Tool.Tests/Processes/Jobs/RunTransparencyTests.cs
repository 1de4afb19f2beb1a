using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Jobs;

/// <summary>A command sees no difference between <c>chatroom run</c> and <c>env</c>. No server listens at the port.</summary>
[SupportedOSPlatform("linux")]
internal sealed class RunTransparencyTests
{
    private const string Run = """ "$0" run --port 1 -- """;

    // The runtime of the tests ignores SIGPIPE; run always resets it for its command.
    private const string Env = " env --default-signal=PIPE ";

    private const string Probe = """ sh -c 'ulimit -n; umask; echo "$0"; grep -E "Sig(Blk|Ign)" /proc/self/status; ls -l /proc/self/fd | grep -oE "(pipe|socket|/dev).*" | sort' """;

    [SetUp]
    public void RequirePrograms()
    {
        Requires.Linux();
        Requires.Program("bash");
        Requires.Program("env");
    }

    [TestCase("", "", TestName = "A_command_sees_what_it_would_see_alone")]
    [TestCase("ulimit -Sn 300; umask 027;", "", TestName = "A_command_has_the_limit_of_open_files_that_we_were_started_with")]
    [TestCase("trap '' INT QUIT HUP USR1;", "", TestName = "A_command_ignores_the_signals_that_we_were_started_to_ignore")]
    [TestCase("exec 7</dev/zero <&-;", "", TestName = "A_command_has_the_descriptors_that_we_were_started_with")]
    [TestCase("", "nohup", TestName = "A_command_under_nohup_ignores_SIGHUP")]
    [TestCase("", "python3 -c 'import os, signal, sys; signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1, signal.SIGTERM]); os.execvp(sys.argv[1], sys.argv[1:])'",
        TestName = "A_command_has_the_signals_blocked_that_we_were_started_with")]
    public async Task A_command_runs_as_it_would_alone(string before, string wrapper)
    {
        Requires.Program(wrapper.Split(' ')[0] is { Length: > 0 } program ? program : "sh");

        // The command at the end keeps the shell from replacing itself by the program.
        await using var alone = ToolProcess.StartOther("bash", "-c", $"{before} {wrapper} {Env} {Probe} 2>/dev/null; :", ToolProcess.ToolPath);
        await using var run = ToolProcess.StartOther("bash", "-c", $"{before} {wrapper} {Run} {Probe} 2>/dev/null; :", ToolProcess.ToolPath);

        var expected = await alone.PrintsToTheEnd();
        Assert.That(Comparable(await run.PrintsToTheEnd()), Is.EqualTo(Comparable(expected)));
        Assert.That(expected, Does.Contain("SigIgn"));
    }

    [Test]
    public async Task A_script_without_an_interpreter_is_run_by_the_shell()
    {
        using var folder = new ScratchDirectory();
        var script = folder.Write("script", "echo \"$@\"; exit 5\n", executable: true);
        await using var run = ToolProcess.Start("run", "--port", "1", "--", script, "a b", "c");

        await run.Prints("a b c");
        Assert.That(await run.Exits(), Is.EqualTo(5));
    }

    [Test]
    public async Task The_exit_code_is_returned_even_if_SIGCHLD_is_ignored()
    {
        Requires.Program("env");
        await using var run = ToolProcess.StartOther("env", "--ignore-signal=CHLD", ToolProcess.ToolPath, "run", "--port", "1", "--", "sh", "-c", "exit 7");

        Assert.That(await run.Exits(), Is.EqualTo(7));
    }

    [Test]
    public async Task Programs_are_found_on_the_default_path_without_PATH()
    {
        await using var run = ToolProcess.StartOther("env", "-i", ToolProcess.ToolPath, "run", "--port", "1", "--", "env");

        Assert.That(await run.PrintsToTheEnd(), Is.Empty);
        Assert.That(await run.Exits(), Is.Zero);
    }

    [Test]
    public async Task Duplicate_variables_reach_the_command()
    {
        Requires.Program("python3");
        const string exec = "import ctypes, os, sys; c = ctypes.c_char_p; a = [os.fsencode(x) for x in sys.argv[1:]]; "
            + "ctypes.CDLL(None).execve(a[0], (c * (len(a) + 1))(*a), (c * 3)(b'A=1', b'A=2'))";
        await using var run = ToolProcess.StartOther("python3", "-c", exec, ToolProcess.ToolPath, "run", "--port", "1", "--", "env");

        Assert.That(await run.PrintsToTheEnd(), Is.EqualTo("A=1\nA=2\n"));
    }

    /// <summary>Removes the numbers of pipes, which differ between two processes.</summary>
    private static string Comparable(string output) => System.Text.RegularExpressions.Regex.Replace(output, @"\[\d+\]", "");
}
