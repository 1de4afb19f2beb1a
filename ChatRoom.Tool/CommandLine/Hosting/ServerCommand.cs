using System.Net;
using System.Text;
using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;
using ChatRoom.CommandLine.Hosting.Settings;
using ChatRoom.CommandLine.Output;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Settings;
using ChatRoom.Files;
using ChatRoom.Protocol.Text;
using ChatRoom.Server;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Options;

namespace ChatRoom.CommandLine.Hosting;

/// <summary><c>chatroom server</c>: hosts a room until a signal stops it.</summary>
internal sealed class ServerCommand
{
    private readonly CommandDefinition _definition;
    private readonly ServerSettings _settings;
    private readonly Switch _chat;
    private readonly EventSettings _events;

    private ServerCommand(CommandDefinition command)
    {
        _definition = command;
        _settings = ServerSettings.Add(command);
        _chat = Switch.Add(command, "--chat", "CHATROOM_CHAT", "Also chat on this terminal. Leaving the chat does not end the server.");
        _events = EventSettings.Add(command);
        command.OnExecute(RunAsync);
    }

    public static void Configure(CommandDefinition command) => _ = new ServerCommand(command);

    /// <summary>Defines the command only to read its limits.</summary>
    public static LimitSettings DefineAgain(CommandDefinition command) => new ServerCommand(command)._settings.Limits;

    private async Task<int> RunAsync()
    {
        if (!_settings.TryRead(out var options, out var whyNot)
            || !_chat.TryRead(out var chats, out whyNot)
            || !_events.TryRead(out var eventOptions, out whyNot))
        {
            return Fail.With(ExitCode.Usage, whyNot);
        }

        if (chats && !HostChat.IsPossible)
        {
            return Fail.With(ExitCode.Usage, HostChat.NeedsTerminal);
        }

        if (_settings.Web.ShowsQr && !QrLines.IsPossible)
        {
            return Fail.With(ExitCode.Usage, QrLines.NeedsTerminal);
        }

        (var found, whyNot) = await _settings.FindAddressesAsync(options);
        if (found is null)
        {
            return Fail.With(ExitCode.Failure, whyNot);
        }

        options = found;

        if (!TryGetMaxConnections(options, out var maxConnections, out whyNot) || !_settings.Passwords.TryRead(out var passwords, out whyNot))
        {
            return Fail.With(ExitCode.Failure, whyNot);
        }

        using var hostLog = new HostLog(StandardStreams.Text(StandardStreams.OpenErrorForLog()), eventOptions);
        var events = new ServerEvents(hostLog, eventOptions) { Unwritten = () => hostLog.Unwritten };
        passwords.Warnings.ForEach(events.Warn);
        if (passwords.Text is not null && options.Tls is null && IsOpenToNetwork(options))
        {
            events.Warn("passwords are sent over the network unencrypted; use --tls");
        }

        options = options with
        {
            Password = passwords.Entry,
            OperatorPassword = passwords.Operators,
            MaxConnections = maxConnections,
            ReloadLimits = LimitReload.TryMake(_definition, options.Limits),
            Cluster = Advertise(options.Cluster, options.EndPoint),
        };
        if (!ChatServer.TryBind(options, events, out var server, out whyNot))
        {
            hostLog.Complete();
            return Fail.With(ExitCode.Failure, whyNot);
        }

        return await HostAsync(server, options, events, hostLog, chats ? new HostChat(server, hostLog, passwords.Text) : null);
    }

    /// <summary>Serves until a signal stops it, without waiting for standard output, which may be a pipe that nobody reads.</summary>
    private async Task<int> HostAsync(ChatServer server, ServerOptions options, ServerEvents events, HostLog log, HostChat? chat)
    {
        using var signals = new ServerSignals(server, events);
        if (await server.StartAsync(signals.Stop) is { } failure)
        {
            log.Complete();
            return Fail.With(failure.IsUnreachable ? ExitCode.CannotConnect : ExitCode.Failure, failure.Sentence);
        }

        events.Listening(server.EndPoint, server.WebEndPoint, server.IrcEndPoint, options.Identity, options.Log?.Folder);
        var page = server.WebEndPoint is { } web ? PageAddresses.Of(options.Web!, web, server.Certificate) : [];
        var serving = server.RunAsync(signals.Stop);
        var printing = Task.Factory.StartNew(() => PrintJoinLines(server, page, options, events), TaskCreationOptions.LongRunning);
        if (await Task.WhenAny(printing, serving) == printing && chat is not null)
        {
            LogChatEnd(await chat.RunAsync(), log, signals.Stop.IsCancellationRequested);
        }

        var whyEnded = await serving;
        if (printing.IsCompleted)
        {
            // If nobody reads this sentence, the exit code reports the same.
            await printing;
        }

        if (whyEnded is null)
        {
            return ExitCode.Done;
        }

        log.Complete();
        return Fail.With(ExitCode.Failure, whyEnded);
    }

    private static bool IsOpenToNetwork(ServerOptions options) =>
        !IPAddress.IsLoopback(options.EndPoint.Address) || (options.Web is { } web && !IPAddress.IsLoopback(web.EndPoint.Address)) || (options.Irc is { } irc && !IPAddress.IsLoopback(irc.Address));

    /// <summary>A server of a cluster that listens on every address tells clients one of them.</summary>
    private static ClusterOptions? Advertise(ClusterOptions? cluster, IPEndPoint listening) =>
        cluster is null || cluster.Advertised is not null || listening.Port == 0 || JoinLines.AddressesOf(listening.Address).FirstOrDefault() is not { } first
            ? cluster
            : cluster with { Advertised = new IPEndPoint(first, listening.Port).ToString() };

    /// <summary>The number of connections that the limit of open files allows. False, with a sentence, if it is too small.</summary>
    private static bool TryGetMaxConnections(ServerOptions options, out int maxConnections, out string whyNot)
    {
        // Each room keeps a file open, and slow readers read more files.
        maxConnections = OpenFiles.MaxConnections - (options.Log is null ? 0 : Replay.MaxOpen + options.MaxRooms);
        var asked = options.Limits.Current.MaxConnections;
        whyNot = maxConnections <= 0 ? "this process may open too few files; raise the limit with 'ulimit -n 1024' and try again"
            : asked > maxConnections ? $"--max-connections is {asked}, but the limit of open files allows {maxConnections} connections; raise it with 'ulimit -n', or give a smaller number"
            : "";
        return whyNot.Length == 0;
    }

    /// <summary>Prints how to join. A failing output does not prevent the server from running.</summary>
    private void PrintJoinLines(ChatServer server, IReadOnlyList<Uri> page, ServerOptions options, ServerEvents events)
    {
        var certificate = server.Certificate;
        using var lines = new StringWriter { NewLine = "\n" };
        JoinLines.Print(lines, options.Identity, server.EndPoint, certificate);
        JoinLines.PrintPage(lines, page);
        if (server.IrcEndPoint is { } irc)
        {
            JoinLines.PrintIrc(lines, irc, certificate);
        }

        lines.WriteLine(options.Log is { } log ? $"Its log is in {TextFilter.Clean(log.Folder)}" : "It keeps no log on disk.");
        if (certificate is not null)
        {
            lines.WriteLine($"Its certificate is {certificate.Fingerprint}, {TextFilter.Clean(certificate.Origin)}");
        }

        if (_settings.Web.ShowsQr && page.Count > 0)
        {
            QrLines.Print(lines, PageAddresses.ForPhone(page));
        }

        if (StandardOutput.TryWrite(StandardStreams.OpenOutput(), Encoding.UTF8.GetBytes(lines.ToString())) is { Sentence.Length: > 0 } failure)
        {
            events.Warn($"{failure.Sentence}; the server goes on");
        }
    }

    private static void LogChatEnd(Failure? failure, HostLog log, bool isDraining)
    {
        if (!isDraining)
        {
            var why = failure is { Sentence.Length: > 0 } ? failure.Sentence : "you have left the room";
            log.WriteLine($"{why}; the server goes on, and Ctrl-C ends it");
        }
    }
}
