using System.Diagnostics.CodeAnalysis;
using System.Net;
using ChatRoom.CommandLine.Output;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Settings;
using ChatRoom.Protocol.Text;
using ChatRoom.Server.Options;

namespace ChatRoom.CommandLine.Hosting.Settings;

/// <summary>What a server is, where it listens and what it keeps and takes: all of its options but how it shows itself to its operator.</summary>
internal sealed class ServerSettings
{
    private const int MaxTitle = 100;

    /// <summary>Two of the largest pieces in which the log is kept.</summary>
    private const long SmallestWindow = 128 << 10;

    private const int MostRooms = 10_000;

    private readonly Setting _host;
    private readonly Setting _port;
    private readonly Setting _title;
    private readonly Setting _nameTimeout;
    private readonly Setting _window;
    private readonly Setting _maxRooms;
    private readonly LogSettings _log;
    private readonly ServerTlsSettings _tls;
    private readonly Setting _stallTimeout;
    private readonly Setting _motd;
    private readonly Setting _allowFile;
    private readonly Setting _denyFile;

    private ServerSettings(CommandDefinition command)
    {
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
        Passwords = ServerPasswordSettings.Add(command);
        _motd = Setting.Add(command, "--motd <FILE>", "CHATROOM_MOTD", null, "Tell everybody who comes in what is in this file; read again on SIGHUP.");
        Limits = LimitSettings.Add(command);
        _allowFile = Setting.Add(
            command, "--allow-file <FILE>", "CHATROOM_ALLOW_FILE", null, "Only the addresses and networks in this file may connect, one a line; read again on SIGHUP.");
        _denyFile = Setting.Add(
            command, "--deny-file <FILE>", "CHATROOM_DENY_FILE", null, "Those in this file may not, allowed or not; read again on SIGHUP.");
    }

    /// <summary>Finds the address of this machine that it is to listen on; null, and a sentence, where there is none.</summary>
    public async Task<(IPAddress? Address, string WhyNot)> FindAddressAsync() =>
        await HostAddress.FindAsync(_host.Value!) is { } address
            ? (address, "")
            : (null, _host.Mistake("an address of this machine", "give one of its own, or 0.0.0.0 for all"));

    /// <summary>Its limits, which can be read once more.</summary>
    public LimitSettings Limits { get; }

    /// <summary>Its passwords, which are read for themselves, as they lie in files.</summary>
    public ServerPasswordSettings Passwords { get; }

    public static ServerSettings Add(CommandDefinition command) => new(command);

    /// <summary>Reads what was given, but for passwords and address: the end point is the right port of any. False, and a sentence, where it is wrong.</summary>
    public bool TryRead([NotNullWhen(true)] out ServerOptions? options, out string whyNot)
    {
        options = null;
        if (!_port.TryReadPort(least: 0, out var port, out whyNot)
            || !_nameTimeout.TryReadDuration(out var nameTimeout, out whyNot)
            || !_stallTimeout.TryReadDuration(out var stallTimeout, out whyNot)
            || !_window.TryReadSize(SmallestWindow, out var window, out whyNot)
            || !_maxRooms.TryReadNumber(least: 1, MostRooms, out var maxRooms, out whyNot)
            || !Limits.TryRead(out var limits, out whyNot)
            || !_log.TryRead(port, out var log, out whyNot)
            || !_tls.TryRead(out var tls, out whyNot)
            || !_motd.TryReadPath(out var motd, out whyNot)
            || !_allowFile.TryReadPath(out var allowFile, out whyNot)
            || !_denyFile.TryReadPath(out var denyFile, out whyNot)
            || !TryReadTitle(out var title, out whyNot))
        {
            return false;
        }

        options = new ServerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Any, port),
            Identity = new ServerIdentity(ToolVersion.Text, title),
            NameTimeout = nameTimeout,
            StallTimeout = stallTimeout,
            WindowBytes = window,
            MostRooms = maxRooms,
            Log = log,
            Tls = tls,
            MotdFile = motd,
            Limits = new LimitsInForce(limits),
            AllowFile = allowFile,
            DenyFile = denyFile,
        };
        return true;
    }

    private bool TryReadTitle(out string title, out string whyNot)
    {
        title = TextFilter.Clean(_title.Value!);
        whyNot = title.Length > MaxTitle ? $"the title of {_title.Origin} is longer than {MaxTitle} characters; give a shorter one" : "";
        return whyNot.Length == 0;
    }
}
