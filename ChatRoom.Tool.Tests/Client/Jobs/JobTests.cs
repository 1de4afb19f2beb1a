using System.Runtime.Versioning;
using ChatRoom.Client.Jobs;
using ChatRoom.Client.Jobs.Output;
using ChatRoom.Client.Jobs.Processes;
using ChatRoom.Client.Options;
using ChatRoom.Tests.Support.Peers;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Jobs;

/// <summary>One command for one message, over a clock that the test moves.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class JobTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly ManualTime _time = new();
    private readonly WatchedStream _output = new();

    [SetUp]
    public void Commands_are_those_of_a_shell() => Requires.Program("sh");

    [Test]
    public async Task The_message_is_its_input_and_its_environment()
    {
        var end = await Run(
            """cat; printf '%s|' "$CHATROOM_MESSAGE_ID" "$CHATROOM_MESSAGE_TIME" "$CHATROOM_MESSAGE_ROOM" "$CHATROOM_MESSAGE_NAME" "$CHATROOM_MESSAGE_TEXT" "$CHATROOM_MESSAGE_JSON" "$CHATROOM_ID" "$CHATROOM_TEXT" "$#" """);

        Assert.That(end.IsOk);
        Assert.That(_output.Text, Is.EqualTo("a `b` $(c) \"d\"\n" + """7|2026-01-02T03:04:05.678Z|lobby|alice|a `b` $(c) "d"|{"id":7}|7|a `b` $(c) "d"|0|""" + "\n"));
    }

    [Test]
    public async Task A_command_that_does_not_read_is_no_failure() => Assert.That((await Run("exec <&-; exit 0")).IsOk);

    [Test]
    public async Task A_command_that_takes_too_long_is_asked_to_end_with_all_that_it_started()
    {
        using var folder = new ScratchDirectory();
        var never = await folder.MakePipeAsync("never");
        var running = Run($"echo begun; read x < '{never}'; echo not reached");

        await _time.Passes(Limit);

        Assert.That((await running).Words, Is.EqualTo("was ended because it ran longer than 1 min 0 s"));
        Assert.That(_output.Text, Is.AnyOf("", "begun\n"));
    }

    [Test]
    public async Task One_that_does_not_listen_is_ended_five_seconds_later()
    {
        using var folder = new ScratchDirectory();
        var begun = await folder.MakePipeAsync("begun");
        var never = await folder.MakePipeAsync("never");
        var running = Run($"trap '' TERM; echo > '{begun}'; read x < '{never}'");
        await File.ReadAllTextAsync(begun);

        await _time.Passes(Limit);
        await _time.Passes(Job.Grace);

        Assert.That((await running).Words, Does.StartWith("was ended because"));
    }

    [Test]
    public async Task One_that_leaves_somebody_behind_with_its_output_is_over_as_well()
    {
        using var folder = new ScratchDirectory();
        var never = await folder.MakePipeAsync("never");
        var running = Run($"trap '' TERM; (read x < '{never}') & echo done");

        await _time.Passes(Limit);
        await _time.Passes(Job.Grace);

        Assert.That((await running).IsOk, Is.False);
        Assert.That(_output.Text, Is.AnyOf("", "done\n"));
        folder.Release("never");
    }

    [Test]
    public async Task To_be_killed_is_at_once()
    {
        using var folder = new ScratchDirectory();
        using var kill = new CancellationTokenSource();
        var begun = await folder.MakePipeAsync("begun");
        var never = await folder.MakePipeAsync("never");
        var running = Run($"trap '' TERM; echo > '{begun}'; read x < '{never}'", kill.Token);
        await File.ReadAllTextAsync(begun);

        await kill.CancelAsync();

        Assert.That((await running).Words, Is.EqualTo("was ended by SIGKILL"));
    }

    [Test]
    public async Task What_cannot_be_started_later_is_told()
    {
        using var folder = new ScratchDirectory();
        var script = folder.Write("script", "#!/bin/sh\n", executable: true);
        var command = CommandToRun.Find([script]).Command!;
        File.Delete(script);

        Assert.That((await Run(command, default)).Words, Does.StartWith("could not be started: "));
    }

    [Test]
    public void A_command_is_found_in_the_path() => Assert.That(CommandToRun.Find(["sh"]).Command!.Name, Is.EqualTo("sh"));

    [TestCase("no-such-command", Outcome.CommandNotFound)]
    [TestCase("", Outcome.CommandNotFound)]
    [TestCase("./no-such-command", Outcome.CommandNotFound)]
    [TestCase("/", Outcome.CommandNotExecutable)]
    [TestCase("/etc/passwd", Outcome.CommandNotExecutable)]
    public void What_cannot_be_run_is_told_before(string word, object outcome) =>
        Assert.That(CommandToRun.Find([word]).Failure!.Outcome, Is.EqualTo(outcome));

    [Test]
    public void A_room_sees_where_one_argument_ends() =>
        Assert.That(CommandToRun.Find(["sh", "-c", "exit 3", "", "x\ny\e[31m"]).Command!.Text, Is.EqualTo("sh -c 'exit 3' '' 'x y'"));

    [Test]
    public void A_long_command_is_cut_where_it_is_shown() =>
        Assert.That(CommandToRun.Find(["sh", string.Concat(Enumerable.Repeat("😀", 1000))]).Command!.Text, Is.EqualTo("sh " + string.Concat(Enumerable.Repeat("😀", 197)) + "…"));

    private Task<JobEnd> Run(string script, CancellationToken kill = default) => Run(CommandToRun.Find(["sh", "-c", script]).Command!, kill);

    private async Task<JobEnd> Run(CommandToRun command, CancellationToken kill)
    {
        using var lines = new SharedLineOutput(_output);
        var message = new JobMessage(7, "2026-01-02T03:04:05.678Z", "lobby", "alice", "a `b` $(c) \"d\"", """{"id":7}""");
        var options = new BotOptions { Command = command, KillAfter = Limit, Time = _time };
        return await new Job(options).RunAsync(message, new JobOutput(lines), null, kill).WaitAsync(TestTimeout.Limit, CancellationToken.None);
    }
}
