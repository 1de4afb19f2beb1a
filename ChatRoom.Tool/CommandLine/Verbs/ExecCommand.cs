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

/// <summary><c>chatroom exec</c>: a bot, which runs a command for each message.</summary>
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
        _reply = Switch.Add(command, "--reply", "CHATROOM_REPLY", "Send the command's output to the room.");
        _jobs = Setting.Add(command, "-j|--jobs <NUMBER>", "CHATROOM_JOBS", "1", "Run at most this many commands at the same time.");
        _killAfter = Setting.Add(command, "--kill-after <DURATION>", "CHATROOM_KILL_AFTER", null, "End a command that runs longer than this.");
        _reconnect = ReconnectSettings.Add(command, giveUpAfter: null);
        command.ExtendedHelpText =
            "The command and its arguments follow --. The message's text is its standard input. "
            + "Exit codes: 0 stopped by a signal, 3 cannot connect, 4 refused, 5 the connection was lost for good, 126 or 127 the command cannot be run or found.";
        command.OnExecute(RunAsync);
    }

    public static void Configure(CommandDefinition command) => _ = new ExecCommand(command);

    private async Task<int> RunAsync()
    {
        if (_command.RemainingArguments.Count == 0)
        {
            return Fail.With(ExitCode.Usage, "no command is given; put it after --, as in 'chatroom exec -- cat'");
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

        // A given name must not be replaced by another one.
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
        var (reliableConnection, failure) = await new ServerList(server.InRandomOrder()).TryEachAsync(one => RoomConnector.JoinAsync(one, joinRequest));
        if (reliableConnection is null)
        {
            return Fail.With(failure!);
        }

        using (reliableConnection)
        {
            if (!reliableConnection.Acknowledges)
            {
                return Fail.With(
                    ExitCode.ProtocolError, $"the server at {reliableConnection.Address} does not mark bots, and bots must not answer each other; use a chatroom server");
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
            // The first signal lets running commands end, the second ends them, and the third ends this process.
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
