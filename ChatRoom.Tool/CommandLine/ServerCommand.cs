using System.Net;
using System.Net.Sockets;
using ChatRoom.Client;
using ChatRoom.CommandLine.Definition;
using ChatRoom.Protocol;
using ChatRoom.Server;
using ChatRoom.Server.Rooms;

namespace ChatRoom.CommandLine;

/// <summary><c>chatroom server</c>: hosts a room until it is told to stop.</summary>
internal sealed class ServerCommand
{
    private const int MaxTitle = 100;

    /// <summary>Two of the largest pieces in which the log is kept.</summary>
    private const long SmallestWindow = 128 << 10;

    private const int MostRooms = 10_000;

    private readonly CommandDefinition _definition;
    private readonly Setting _host;
    private readonly Setting _port;
    private readonly Setting _title;
    private readonly Setting _nameTimeout;
    private readonly Setting _window;
    private readonly Setting _maxRooms;
    private readonly LogSettings _log;
    private readonly ServerTlsSettings _tls;
    private readonly Setting _stallTimeout;
    private readonly ServerPasswordSettings _passwords;
    private readonly Setting _motd;
    private readonly LimitSettings _limits;
    private readonly Setting _allowFile;
    private readonly Setting _denyFile;
    private readonly Switch _chat;
    private readonly EventSettings _events;

    private ServerCommand(CommandDefinition command)
    {
        _definition = command;
        _host = Setting.Add(
            command, "-H|--host <ADDRESS>", "CHATROOM_HOST", "127.0.0.1", "Listen here; 0.0.0.0 is every address of this machine.");
        _port = Setting.AddPort(command, "Listen on this port; 0 takes a free one.");
        _title = Setting.Add(command, "-n|--name <TITLE>", "CHATROOM_TITLE", "chatroom", "What the room is called.");
        _nameTimeout = Setting.Add(
            command, "--name-timeout <TIME>", "CHATROOM_NAME_TIMEOUT", "60s", "How long a newcomer may take to give a name.");
        _window = Setting.Add(
            command, "--window <SIZE>", "CHATROOM_WINDOW", "64MiB", "How much of each room's log is kept in memory.");
        _maxRooms = Setting.Add(command, "--max-rooms <NUMBER>", "CHATROOM_MAX_ROOMS", "100", "How many rooms may be made; each keeps its own window.");
        _log = LogSettings.Add(command);
        _tls = ServerTlsSettings.Add(command);
        _stallTimeout = Setting.Add(
            command, "--stall-timeout <TIME>", "CHATROOM_STALL_TIMEOUT", "60s", "How long a reader may take nothing at all.");
        _passwords = ServerPasswordSettings.Add(command);
        _motd = Setting.Add(command, "--motd <FILE>", "CHATROOM_MOTD", null, "Tell everybody who comes in what is in this file; read again on SIGHUP.");
        _limits = LimitSettings.Add(command);
        _allowFile = Setting.Add(
            command, "--allow-file <FILE>", "CHATROOM_ALLOW_FILE", null, "Only the addresses and networks in this file may connect, one a line; read again on SIGHUP.");
        _denyFile = Setting.Add(
            command, "--deny-file <FILE>", "CHATROOM_DENY_FILE", null, "Those in this file may not, allowed or not; read again on SIGHUP.");
        _chat = Switch.Add(command, "--chat", "CHATROOM_CHAT", "Chat on this terminal, too; leaving the chat does not end the server.");
        _events = EventSettings.Add(command);
        command.OnExecute(RunAsync);
    }

    public static void Configure(CommandDefinition command) => _ = new ServerCommand(command);

    /// <summary>Defines the command only to read its limits.</summary>
    public static LimitSettings DefineAgain(CommandDefinition command) => new ServerCommand(command)._limits;

    private async Task<int> RunAsync()
    {
        if (!_port.TryReadPort(least: 0, out var port, out var whyNot))
        {
            return Fail.With(ExitCode.Usage, whyNot);
        }

        if (!_nameTimeout.TryReadDuration(out var nameTimeout, out whyNot)
            || !_stallTimeout.TryReadDuration(out var stallTimeout, out whyNot)
            || !_window.TryReadSize(SmallestWindow, out var window, out whyNot)
            || !_maxRooms.TryReadNumber(least: 1, MostRooms, out var maxRooms, out whyNot)
            || !_limits.TryRead(out var limits, out whyNot)
            || !_log.TryRead(port, out var log, out whyNot)
            || !_tls.TryRead(out var tls, out whyNot)
            || !_chat.TryRead(out var chats, out whyNot)
            || !_events.TryRead(out var told, out whyNot))
        {
            return Fail.With(ExitCode.Usage, whyNot);
        }

        if (chats && !HostChat.IsPossible)
        {
            return Fail.With(ExitCode.Usage, HostChat.NeedsTerminal);
        }

        var title = TextFilter.Clean(_title.Value!);
        if (title.Length > MaxTitle)
        {
            return Fail.With(ExitCode.Usage, $"the title is longer than {MaxTitle} characters; give a shorter --name");
        }

        if (await FindAddressAsync(_host.Value!) is not { } address)
        {
            return Fail.With(ExitCode.Failure, $"'{_host.Value}' is no address of this machine; give one with --host, or 0.0.0.0 for all");
        }

        // Each room has a file of its own open, and those who are behind read others.
        var mostConnections = OpenFiles.MostConnections - (log is null ? 0 : Replay.MostOpen + maxRooms);
        if (mostConnections <= 0)
        {
            return Fail.With(ExitCode.Failure, "this process may open too few files; raise its limit with 'ulimit -n 1024' and try again");
        }

        if (limits.MostConnections > mostConnections)
        {
            return Fail.With(
                ExitCode.Failure,
                $"--max-connections is {limits.MostConnections}, and this process may open files for {mostConnections} connections; raise its limit with 'ulimit -n', or give a smaller number");
        }

        if (!_passwords.TryRead(out var passwords, out whyNot))
        {
            return Fail.With(ExitCode.Failure, whyNot);
        }

        using var error = StandardStreams.Text(StandardStreams.OpenError());
        using var hostLog = new HostLog(error);
        var events = new ServerEvents(hostLog, told);
        passwords.Warnings.ForEach(events.Warn);
        if (passwords.Text is not null && tls is null && !IPAddress.IsLoopback(address))
        {
            events.Warn("passwords go over the network in plain text; --tls encrypts them");
        }

        var inForce = new LimitsInForce(limits);
        var options = new ServerOptions
        {
            EndPoint = new IPEndPoint(address, port),
            Identity = new ServerIdentity(RootCommand.Version, title),
            NameTimeout = nameTimeout,
            StallTimeout = stallTimeout,
            WindowBytes = window,
            MostRooms = maxRooms,
            Log = log,
            Tls = tls,
            Password = passwords.Entry,
            OperatorPassword = passwords.Operators,
            MostConnections = mostConnections,
            MotdFile = FullPath(_motd.Value),
            Limits = inForce,
            ReloadLimits = LimitReload.TryMake(_definition, inForce),
            AllowFile = FullPath(_allowFile.Value),
            DenyFile = FullPath(_denyFile.Value),
        };
        if (!ChatServer.TryBind(options, events, out var server, out whyNot))
        {
            return Fail.With(ExitCode.Failure, whyNot);
        }

        using var output = StandardStreams.Text(StandardStreams.OpenOutput());
        JoinLines.Print(output, options.Identity, server.EndPoint, server.Certificate);
        output.WriteLine(log is null ? "It keeps no log on disk." : $"Its log is in {TextFilter.Clean(log.Folder)}");
        if (server.Certificate is { } certificate)
        {
            output.WriteLine($"Its certificate is {certificate.Fingerprint}, {TextFilter.Clean(certificate.Origin)}");
        }

        events.Listening(server.EndPoint, options.Identity, log?.Folder);
        using var signals = new ServerSignals(server, events);
        var serving = server.RunAsync(signals.Stop);
        if (chats)
        {
            TellLeft(await HostChat.RunAsync(server, hostLog, passwords.Text), hostLog, signals.Stop.IsCancellationRequested);
        }

        await serving;
        return ExitCode.Done;
    }

    private static string? FullPath(string? file) => file is { Length: > 0 } ? Path.GetFullPath(file) : file;

    private static void TellLeft(Failure? failure, HostLog log, bool isDraining)
    {
        if (!isDraining)
        {
            var why = failure is { Sentence.Length: > 0 } ? failure.Sentence : "you have left the room";
            log.WriteLine($"{why}; the server goes on, and Ctrl-C ends it");
        }
    }

    private static async Task<IPAddress?> FindAddressAsync(string host)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            return address;
        }

        try
        {
            // A name such as localhost has addresses of both families, and IPv4 is what people type elsewhere.
            return (await Dns.GetHostAddressesAsync(host)).MinBy(found => found.AddressFamily != AddressFamily.InterNetwork);
        }
        catch (Exception unknown) when (unknown is SocketException or ArgumentException)
        {
            return null;
        }
    }
}
