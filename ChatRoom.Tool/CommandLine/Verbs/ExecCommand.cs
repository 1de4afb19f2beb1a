using System.Runtime.InteropServices;
using ChatRoom.Client.Connecting;
using ChatRoom.Client.Conversation;
using ChatRoom.Client.Jobs;
using ChatRoom.Client.Jobs.Processes;
using ChatRoom.Client.Options;
using ChatRoom.CommandLine.Output;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Settings;

namespace ChatRoom.CommandLine.Verbs;

/// <summary><c>chatroom exec</c>: a bot, which runs a command for every message.</summary>
internal sealed class ExecCommand
{
    private const int MaxJobs = 256;

    private readonly CommandDefinition _command;
    private readonly ConnectionSettings _connection;
    private readonly FilterSettings _filter;
    private readonly Switch _reply;
    private readonly Setting _jobs;
    private readonly Setting _killAfter;
    private readonly ReconnectSettings _reconnect;

    private ExecCommand(CommandDefinition command)
    {
        _command = command;
        command.AllowArgumentSeparator = true;
        _connection = ConnectionSettings.Add(command);
        _filter = FilterSettings.AddForMessages(command);
        _reply = Switch.Add(command, "--reply", "CHATROOM_REPLY", "Say the command's output in the room.");
        _jobs = Setting.Add(command, "-j|--jobs <NUMBER>", "CHATROOM_JOBS", "1", "Commands that may run at the same time.");
        _killAfter = Setting.Add(command, "--kill-after <DURATION>", "CHATROOM_KILL_AFTER", null, "End a command that runs longer.");
        _reconnect = ReconnectSettings.Add(command, giveUpAfter: null);
        command.ExtendedHelpText =
            "Behind -- stand the command and its arguments; the text is its standard input. "
            + "Exit codes: 0 stopped by a signal, 3 cannot connect, 4 refused, 5 the connection was lost for good, 126 or 127 there is no such command.";
        command.OnExecute(RunAsync);
    }

    public static void Configure(CommandDefinition command) => _ = new ExecCommand(command);

    private async Task<int> RunAsync()
    {
        if (_command.RemainingArguments.Count == 0)
        {
            return Fail.With(ExitCode.Usage, "there is no command to run; put it behind --, as in 'chatroom exec -- cat'");
        }

        if (!_connection.TryRead(out var server, out var name, out var whyNot)
            || !_reconnect.TryAdd(ref server, out whyNot)
            || !_jobs.TryReadNumber(1, MaxJobs, out var jobs, out whyNot)
            || !_killAfter.TryReadOptionalDuration(out var killAfter, out whyNot)
            || !_reply.TryRead(out var replies, out whyNot)
            || !_filter.TryRead(out var filter, out whyNot))
        {
            return Fail.With(ExitCode.Usage, whyNot);
        }

        var (command, cannotRun) = CommandToRun.Find(_command.RemainingArguments);
        if (command is null)
        {
            return Fail.With(cannotRun!);
        }

        // Whoever gave the name wants that one.
        var joinRequest = new JoinRequest(server.Room, name ?? DefaultName.Get(), IsBot: true, IsNumbered: name is null);
        return await RunAsync(server, joinRequest, new BotOptions
        {
            Command = command,
            Variables = CommandVariables.For(server, _connection.PasswordFile),
            From = filter.From,
            Pattern = filter.Match,
            Replies = replies,
            Jobs = jobs,
            KillAfter = killAfter,
            Time = server.Time,
        });
    }

    private static async Task<int> RunAsync(ClientOptions server, JoinRequest joinRequest, BotOptions options)
    {
        var (link, failure) = await Connector.ConnectAsync(server, joinRequest.Name);
        if (link is null)
        {
            return Fail.With(failure!);
        }

        using (link)
        {
            if (link is not TypedLink)
            {
                return Fail.With(ExitCode.ProtocolError, $"the server at {server.Address} does not tell who is a bot, and bots must not answer each other; join a chatroom server");
            }

            using var reliableConnection = new ReliableConnection(link, server);
            if (await reliableConnection.EnterAsync(joinRequest) is { } refusal)
            {
                return Fail.With(refusal);
            }

            using var bot = new Bot(reliableConnection, options, StandardStreams.OpenOutput(), StandardStreams.OpenError());
            return await RunAsync(bot);
        }
    }

    private static async Task<int> RunAsync(Bot bot)
    {
        var readerGone = OutputReader.Watch();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(readerGone);
        using var kill = new CancellationTokenSource();
        var killedBy = 0;
        Failure? failure;
        using (PosixSignalRegistration.Create(PosixSignal.SIGINT, StopThenKill))
        using (PosixSignalRegistration.Create(PosixSignal.SIGTERM, StopThenKill))
        {
            failure = await bot.RunAsync(stop.Token, kill.Token);
        }

        return killedBy > 0 ? killedBy
            : readerGone.IsCancellationRequested ? ExitCode.BrokenPipe
            : failure is null ? ExitCode.Done : Fail.With(failure);

        void StopThenKill(PosixSignalContext signal)
        {
            // The first signal lets running commands end; a second one ends them, a third one takes its usual course.
            signal.Cancel = !kill.IsCancellationRequested;
            if (!stop.IsCancellationRequested)
            {
                stop.Cancel();
                return;
            }

            killedBy = ExitCode.Of(signal.Signal);
            kill.Cancel();
        }
    }
}
