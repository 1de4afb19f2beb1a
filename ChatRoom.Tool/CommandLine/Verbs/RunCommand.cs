using ChatRoom.Client.Connecting;
using ChatRoom.Client.Jobs;
using ChatRoom.Client.Jobs.Output;
using ChatRoom.Client.Jobs.Processes;
using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;
using ChatRoom.CommandLine.Output;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Settings;

namespace ChatRoom.CommandLine.Verbs;

/// <summary><c>chatroom run</c>: runs a command once, and reports its end in a room.</summary>
internal sealed class RunCommand
{
    private readonly CommandDefinition _command;
    private readonly ConnectionSettings _connection;
    private readonly Switch _start;
    private readonly Setting _tail;
    private readonly Switch _bot;
    private readonly Switch _tutorial;
    private readonly ReconnectSettings _reconnect;

    private RunCommand(CommandDefinition command)
    {
        _command = command;
        command.AllowArgumentSeparator = true;
        _connection = ConnectionSettings.Add(command);
        _start = Switch.Add(command, "--start", "CHATROOM_START", "Also report the start of the command.");
        _tail = Setting.Add(command, "--tail <LINES>", "CHATROOM_TAIL", "0", "Also send this many of its last lines of output.");
        _bot = BotSetting.Add(command);
        _tutorial = Switch.AddTutorial(command);
        _reconnect = ReconnectSettings.Add(command, ReconnectSettings.UnattendedLimit);
        command.ExtendedHelpText =
            "The command and its arguments follow --. The exit code is the command's, even if the room cannot be reached; 126 or 127 if the command cannot be run or found.";
        command.OnExecute(RunAsync);
    }

    public static void Configure(CommandDefinition command) => _ = new RunCommand(command);

    private async Task<int> RunAsync()
    {
        if (_command.RemainingArguments.Count == 0)
        {
            return Fail.With(ExitCode.Usage, "no command is given; put it after --, as in 'chatroom run -- make test'");
        }

        if (!_connection.TryRead(out var server, out var name, out var whyNot)
            || !_reconnect.TryAdd(ref server, out whyNot)
            || !_start.TryRead(out var start, out whyNot)
            || !_bot.TryRead(out var isBot, out whyNot)
            || !_tail.TryReadNumber(0, OutputTail.MostLines, out var lines, out whyNot)
            || !_tutorial.TryRead(out var tutorial, out whyNot))
        {
            return Fail.With(ExitCode.Usage, whyNot);
        }

        var (command, cannotRun) = CommandToRun.Find(_command.RemainingArguments);

        // The user who runs a job is often in the room already, under the same name.
        var joinRequest = new JoinRequest(server.Room, name ?? DefaultName.Get(), Role.Sender, isBot, IsNumbered: true);
        var announcer = new Announcer(server with { IsTutorial = tutorial }, joinRequest, new LinePrinter(Stream.Null, StandardStreams.OpenError()));
        return command is null
            ? Fail.With(cannotRun!)
            : await RunAsync(command, lines == 0 ? null : new OutputTail(lines), start, announcer, server.Time);
    }

    private static async Task<int> RunAsync(CommandToRun command, OutputTail? tail, bool start, Announcer announcer, TimeProvider time)
    {
        using var signals = new SignalRelay();
        var (job, cannotRun) = ForegroundJob.Start(command, tail, time);
        if (job is null)
        {
            return Fail.With(cannotRun!);
        }

        using (job)
        {
            signals.ForwardTo(job);
            var starting = start ? announcer.AnnounceAsync(RunReport.Start(command)) : Task.FromResult<Failure?>(null);
            var (exitCode, elapsed) = await job.WaitForExitAsync(StandardStreams.OpenOutput(), StandardStreams.OpenErrorForLog());
            signals.OnCommandEnded();
            if (job.WriteFailure is { Sentence.Length: > 0 } unwritten)
            {
                // A command that checks its own output would end like this.
                exitCode = Fail.With(exitCode == ExitCode.Done ? ExitCode.Failure : exitCode, unwritten.Sentence);
            }

            var startFailure = await starting;
            var endFailure = await announcer.AnnounceAsync(RunReport.End(command, exitCode, elapsed, tail));
            return (endFailure ?? startFailure) is { } failure
                ? Fail.With(exitCode, $"the report to the room failed: {failure.Sentence}")
                : exitCode;
        }
    }
}
