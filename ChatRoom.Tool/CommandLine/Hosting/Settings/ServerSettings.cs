using System.Diagnostics.CodeAnalysis;
using System.Net;
using ChatRoom.CommandLine.Output;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Settings;
using ChatRoom.Protocol.Text;
using ChatRoom.Server.Options;

namespace ChatRoom.CommandLine.Hosting.Settings;

/// <summary>The options of a server, except for those of its chat and its log on standard error.</summary>
internal sealed class ServerSettings
{
    private const int MaxTitle = 100;

    /// <summary>The smallest window: two of the largest segments in memory.</summary>
    private const long SmallestWindow = 128 << 10;

    private const int LargestMaxRooms = 10_000;

    private readonly Setting _host;
    private readonly Setting _port;
    private readonly Setting _title;
    private readonly Setting _nameTimeout;
    private readonly Setting _window;
    private readonly Setting _maxRooms;
    private readonly Setting _threads;
    private readonly LogSettings _log;
    private readonly ServerTlsSettings _tls;
    private readonly ClusterSettings _cluster;
    private readonly ListenSetting _irc;
    private readonly Setting _stallTimeout;
    private readonly Setting _motd;
    private readonly Setting _allowFile;
    private readonly Setting _denyFile;

    private ServerSettings(CommandDefinition command)
    {
        _host = Setting.Add(
            command, "-H|--host <ADDRESS>", "CHATROOM_HOST", "127.0.0.1", "Listen on this address; 0.0.0.0: every address of this machine.");
        _port = Setting.AddPort(command, "Listen on this port; 0: a free one.");
        _title = Setting.Add(command, "-n|--name <TITLE>", "CHATROOM_TITLE", "chatroom", "The server's title.");
        _nameTimeout = Setting.Add(
            command, "--name-timeout <DURATION>", "CHATROOM_NAME_TIMEOUT", "60s", "Disconnect a client that gives no name within this time.");
        _window = Setting.Add(
            command, "--window <SIZE>", "CHATROOM_WINDOW", "64MiB", "Keep this much of each room's log in memory.");
        _maxRooms = Setting.Add(command, "--max-rooms <NUMBER>", "CHATROOM_MAX_ROOMS", "100", "Allow this many rooms; each has a window of its own.");
        _threads = Setting.Add(
            command, "--threads <NUMBER>", "CHATROOM_THREADS", null, "Send to many readers with up to this many threads, as far as cores are idle. Default: one for each core, at most 16.");
        _log = LogSettings.Add(command);
        _tls = ServerTlsSettings.Add(command);
        _cluster = ClusterSettings.Add(command);
        Web = WebSettings.Add(command);
        _irc = ListenSetting.Add(
            command, "irc", "CHATROOM_IRC", 6667, "Also serve IRC clients, on this port of --host or of the given address; 0: a free port. Each room is a channel.");
        _stallTimeout = Setting.Add(
            command, "--stall-timeout <DURATION>", "CHATROOM_STALL_TIMEOUT", "60s", "Disconnect a reader that accepts no data for this long.");
        Passwords = ServerPasswordSettings.Add(command);
        _motd = Setting.Add(command, "--motd <FILE>", "CHATROOM_MOTD", null, "Send the text of this file to each client that joins. Read again on SIGHUP.");
        Limits = LimitSettings.Add(command);
        _allowFile = Setting.Add(
            command, "--allow-file <FILE>", "CHATROOM_ALLOW_FILE", null, "Accept only the addresses and networks in this file, one per line. Read again on SIGHUP.");
        _denyFile = Setting.Add(
            command, "--deny-file <FILE>", "CHATROOM_DENY_FILE", null, "Reject the addresses and networks in this file, even if they are allowed. Read again on SIGHUP.");
    }

    /// <summary>The limits, which can be read again.</summary>
    public LimitSettings Limits { get; }

    /// <summary>The passwords, which are read separately, because they are in files.</summary>
    public ServerPasswordSettings Passwords { get; }

    /// <summary>The options of the web door.</summary>
    public WebSettings Web { get; }

    public static ServerSettings Add(CommandDefinition command) => new(command);

    /// <summary>Reads the given values except for passwords and addresses: the end points have the right ports and any address. False, with
    /// a sentence, if one is wrong.</summary>
    public bool TryRead([NotNullWhen(true)] out ServerOptions? options, out string whyNot)
    {
        options = null;
        if (!_port.TryReadPort(least: 0, out var port, out whyNot)
            || !_nameTimeout.TryReadDuration(out var nameTimeout, out whyNot)
            || !_stallTimeout.TryReadDuration(out var stallTimeout, out whyNot)
            || !_window.TryReadSize(SmallestWindow, out var window, out whyNot)
            || !_maxRooms.TryReadNumber(least: 1, LargestMaxRooms, out var maxRooms, out whyNot)
            || !TryReadThreads(out var threads, out whyNot)
            || !Limits.TryRead(out var limits, out whyNot)
            || !_log.TryRead(port, out var log, out whyNot)
            || !_tls.TryRead(out var tls, out whyNot)
            || !_cluster.TryRead(port, log, out var cluster, out whyNot)
            || !Web.TryRead(out var web, out whyNot)
            || !_irc.TryRead(out _, out var ircPort, out whyNot)
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
            MaxRooms = maxRooms,
            Threads = threads,
            Log = log,
            Tls = tls,
            Cluster = cluster,
            Web = web,
            Irc = _irc.IsGiven ? new IPEndPoint(IPAddress.Any, ircPort) : null,
            MotdFile = motd,
            Limits = new LimitsInForce(limits),
            AllowFile = allowFile,
            DenyFile = denyFile,
        };
        return true;
    }

    /// <summary>Finds the addresses to listen on, and puts them into the end points. Null, with a sentence: one does not exist.</summary>
    public async Task<(ServerOptions? Options, string WhyNot)> FindAddressesAsync(ServerOptions options)
    {
        if (await HostAddress.FindAsync(_host.Value!) is not { } address)
        {
            return (null, _host.Mistake("an address of this machine", "give one of them, or 0.0.0.0 for all"));
        }

        var found = options with { EndPoint = new IPEndPoint(address, options.EndPoint.Port) };
        if (options.Web is not null)
        {
            var (web, whyNot) = await Web.FindAddressAsync(options.Web);
            if (web is null)
            {
                return (null, whyNot);
            }

            found = found with { Web = web };
        }

        if (options.Irc is not null)
        {
            var (irc, whyNot) = await _irc.FindAsync(address);
            return (irc is null ? null : found with { Irc = irc }, whyNot);
        }

        return (found, "");
    }

    private bool TryReadThreads(out int threads, out string whyNot)
    {
        (threads, whyNot) = (Math.Min(Environment.ProcessorCount, ServerOptions.MostThreads), "");
        return _threads.Value is null || _threads.TryReadNumber(least: 1, ServerOptions.MostThreads, out threads, out whyNot);
    }

    private bool TryReadTitle(out string title, out string whyNot)
    {
        title = TextFilter.Clean(_title.Value!);
        whyNot = title.Length > MaxTitle ? $"the title of {_title.Origin} is longer than {MaxTitle} characters; give a shorter one" : "";
        return whyNot.Length == 0;
    }
}
