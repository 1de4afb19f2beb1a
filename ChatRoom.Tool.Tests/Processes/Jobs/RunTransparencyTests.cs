using System.Runtime.Versioning;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Processes.Jobs;

/// <summary><c>chatroom run</c> beside <c>env</c>: a command sees no difference. Nothing listens where the room would be told.</summary>
[SupportedOSPlatform("linux")]
internal sealed class RunTransparencyTests
{
    private const string Run = """ "$0" run --port 1 -- """;

    // The tests' own runtime ignores SIGPIPE, and run never lets that through.
    private const string Env = " env --default-signal=PIPE ";

    private const string Probe = """ sh -c 'ulimit -n; umask; echo "$0"; grep -E "Sig(Blk|Ign)" /proc/self/status; ls -l /proc/self/fd | grep -oE "(pipe|socket|/dev).*" | sort' """;

    [SetUp]
    public void Needs_programs_to_compare_with()
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
    public async Task A_command_is_run(string before, string wrapper)
    {
        Requires.Program(wrapper.Split(' ')[0] is { Length: > 0 } program ? program : "sh");

        // A further command keeps the shell from becoming the program itself.
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
    public async Task The_exit_code_is_known_where_SIGCHLD_is_ignored()
    {
        Requires.Program("env");
        await using var run = ToolProcess.StartOther("env", "--ignore-signal=CHLD", ToolProcess.ToolPath, "run", "--port", "1", "--", "sh", "-c", "exit 7");

        Assert.That(await run.Exits(), Is.EqualTo(7));
    }

    [Test]
    public async Task Without_PATH_programs_are_where_the_system_has_them()
    {
        await using var run = ToolProcess.StartOther("env", "-i", ToolProcess.ToolPath, "run", "--port", "1", "--", "env");

        Assert.That(await run.PrintsToTheEnd(), Is.Empty);
        Assert.That(await run.Exits(), Is.Zero);
    }

    [Test]
    public async Task Variables_that_are_there_twice_stay_so()
    {
        Requires.Program("python3");
        const string exec = "import ctypes, os, sys; c = ctypes.c_char_p; a = [os.fsencode(x) for x in sys.argv[1:]]; "
            + "ctypes.CDLL(None).execve(a[0], (c * (len(a) + 1))(*a), (c * 3)(b'A=1', b'A=2'))";
        await using var run = ToolProcess.StartOther("python3", "-c", exec, ToolProcess.ToolPath, "run", "--port", "1", "--", "env");

        Assert.That(await run.PrintsToTheEnd(), Is.EqualTo("A=1\nA=2\n"));
    }

    /// <summary>Without what names each pipe: these are of two processes.</summary>
    private static string Comparable(string output) => System.Text.RegularExpressions.Regex.Replace(output, @"\[\d+\]", "");
}
