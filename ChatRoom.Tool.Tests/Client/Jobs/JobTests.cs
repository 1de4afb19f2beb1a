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

/// <summary>One command for one message, with a clock that the test advances.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class JobTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly ManualTime _time = new();
    private readonly WatchedStream _output = new();

    [SetUp]
    public void RequireShell() => Requires.Program("sh");

    [Test]
    public async Task A_command_gets_the_message_as_input_and_environment()
    {
        var end = await Run(
            """cat; printf '%s|' "$CHATROOM_MESSAGE_ID" "$CHATROOM_MESSAGE_TIME" "$CHATROOM_MESSAGE_ROOM" "$CHATROOM_MESSAGE_NAME" "$CHATROOM_MESSAGE_TEXT" "$CHATROOM_MESSAGE_JSON" "$CHATROOM_ID" "$CHATROOM_TEXT" "$#" """);

        Assert.That(end.IsOk);
        Assert.That(_output.Text, Is.EqualTo("a `b` $(c) \"d\"\n" + """7|2026-01-02T03:04:05.678Z|lobby|alice|a `b` $(c) "d"|{"id":7}|7|a `b` $(c) "d"|0|""" + "\n"));
    }

    [Test]
    public async Task A_command_need_not_read_its_input() => Assert.That((await Run("exec <&-; exit 0")).IsOk);

    [Test]
    public async Task A_command_that_takes_too_long_is_asked_to_end_with_its_descendants()
    {
        using var folder = new ScratchDirectory();
        var never = await folder.MakePipeAsync("never");
        var running = Run($"echo begun; read x < '{never}'; echo not reached");

        await _time.Passes(Limit);

        Assert.That((await running).Description, Is.EqualTo("was ended because it ran longer than 1 min 0 s"));
        Assert.That(_output.Text, Is.AnyOf("", "begun\n"));
    }

    [Test]
    public async Task A_command_that_ignores_the_request_is_killed_five_seconds_later()
    {
        using var folder = new ScratchDirectory();
        var begun = await folder.MakePipeAsync("begun");
        var never = await folder.MakePipeAsync("never");
        var running = Run($"trap '' TERM; echo > '{begun}'; read x < '{never}'");
        await File.ReadAllTextAsync(begun);

        await _time.Passes(Limit);
        await _time.Passes(Job.Grace);

        Assert.That((await running).Description, Does.StartWith("was ended because"));
    }

    [Test]
    public async Task A_command_ends_even_if_a_process_that_it_left_keeps_its_output_open()
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
    public async Task Killing_ends_a_command_at_once()
    {
        using var folder = new ScratchDirectory();
        using var kill = new CancellationTokenSource();
        var begun = await folder.MakePipeAsync("begun");
        var never = await folder.MakePipeAsync("never");
        var running = Run($"trap '' TERM; echo > '{begun}'; read x < '{never}'", kill.Token);
        await File.ReadAllTextAsync(begun);

        await kill.CancelAsync();

        Assert.That((await running).Description, Is.EqualTo("was ended by SIGKILL"));
    }

    [Test]
    public async Task A_command_that_disappears_before_it_starts_is_reported()
    {
        using var folder = new ScratchDirectory();
        var script = folder.Write("script", "#!/bin/sh\n", executable: true);
        var command = CommandToRun.Find([script]).Command!;
        File.Delete(script);

        Assert.That((await Run(command, default)).Description, Does.StartWith("could not be started: "));
    }

    [Test]
    public void A_command_is_found_in_the_path() => Assert.That(CommandToRun.Find(["sh"]).Command!.Name, Is.EqualTo("sh"));

    [TestCase("no-such-command", Outcome.CommandNotFound)]
    [TestCase("", Outcome.CommandNotFound)]
    [TestCase("./no-such-command", Outcome.CommandNotFound)]
    [TestCase("/", Outcome.CommandNotExecutable)]
    [TestCase("/etc/passwd", Outcome.CommandNotExecutable)]
    public void A_command_that_cannot_be_run_is_reported_before_the_bot_joins(string word, object outcome) =>
        Assert.That(CommandToRun.Find([word]).Failure!.Outcome, Is.EqualTo(outcome));

    [Test]
    public void Arguments_are_quoted_so_that_a_room_can_tell_them_apart() =>
        Assert.That(CommandToRun.Find(["sh", "-c", "exit 3", "", "x\ny\e[31m"]).Command!.Text, Is.EqualTo("sh -c 'exit 3' '' 'x y'"));

    [Test]
    public void A_long_command_is_shortened_for_the_room() =>
        Assert.That(CommandToRun.Find(["sh", string.Concat(Enumerable.Repeat("😀", 1000))]).Command!.Text, Is.EqualTo("sh " + string.Concat(Enumerable.Repeat("😀", 197)) + "…"));

    private Task<JobEnd> Run(string script, CancellationToken kill = default) => Run(CommandToRun.Find(["sh", "-c", script]).Command!, kill);

    private async Task<JobEnd> Run(CommandToRun command, CancellationToken kill)
    {
        using var lines = new SharedLineOutput(_output);
        var message = new JobMessage(7, "2026-01-02T03:04:05.678Z", "lobby", "alice", "a `b` $(c) \"d\"", """{"id":7}""");
        var options = new BotOptions
        {
            Command = command,
            Variables = [],
            From = null,
            Pattern = null,
            Replies = false,
            Jobs = 1,
            KillAfter = Limit,
            Time = _time,
        };
        return await new Job(options).RunAsync(message, new JobOutput(lines), null, kill).WaitAsync(TestTimeout.Limit, CancellationToken.None);
    }
}
