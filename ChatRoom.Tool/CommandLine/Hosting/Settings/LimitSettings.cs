using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Settings;
using ChatRoom.Server.Options;

namespace ChatRoom.CommandLine.Hosting.Settings;

/// <summary>The limits on clients. They can change while the server runs.</summary>
internal sealed class LimitSettings
{
    private const int MaxValue = 1_000_000;

    private static readonly TimeSpan LongestPingInterval = TimeSpan.FromDays(1);

    private readonly Setting _maxConnections;
    private readonly Setting _maxPerAddress;
    private readonly Setting _connectRate;
    private readonly Setting _connectBurst;
    private readonly Setting _rate;
    private readonly Setting _burst;
    private readonly Switch _limitLoopback;
    private readonly Setting _idleTimeout;
    private readonly Setting _pingInterval;

    private LimitSettings(CommandDefinition command)
    {
        var before = command.Options.Count;
        _maxConnections = Setting.Add(
            command, "--max-connections <NUMBER>", "CHATROOM_MAX_CONNECTIONS", "off", "Allow this many connections at once; off: as many as open files allow.");
        _maxPerAddress = Setting.Add(
            command, "--max-per-address <NUMBER>", "CHATROOM_MAX_PER_ADDRESS", "64", "Allow this many connections at once from one address (IPv6: one /64); or off.");
        _connectRate = Setting.Add(
            command, "--connect-rate <NUMBER>", "CHATROOM_CONNECT_RATE", "10", "Allow this many new connections per second from one address; or off.");
        _connectBurst = Setting.Add(
            command, "--connect-burst <NUMBER>", "CHATROOM_CONNECT_BURST", "50", "Allow this many new connections from one address before that rate applies.");
        _rate = Setting.Add(
            command, "--rate <NUMBER>", "CHATROOM_RATE", "50", "Take this many lines per second from one connection, and let more wait; or off.");
        _burst = Setting.Add(
            command, "--burst <NUMBER>", "CHATROOM_BURST", "500", "Take this many lines from one connection before that rate applies.");
        _limitLoopback = Switch.Add(
            command, "--limit-loopback", "CHATROOM_LIMIT_LOOPBACK", "Apply these limits to connections from this machine, too.");
        _idleTimeout = Setting.Add(
            command, "--idle-timeout <DURATION>", "CHATROOM_IDLE_TIMEOUT", "off", "Disconnect a member that sends no message for this long; or off.");
        _pingInterval = Setting.Add(
            command, "--ping-interval <DURATION>", "CHATROOM_PING_INTERVAL", "60s", "Ping a silent program after this long, and disconnect it after three unanswered pings; or off.");
        Options = command.Options[before..];
    }

    /// <summary>The options that can change while the server runs.</summary>
    public IReadOnlyList<DefinedOption> Options { get; }

    public static LimitSettings Add(CommandDefinition command) => new(command);

    public bool TryRead(out ServerLimits limits, out string whyNot)
    {
        limits = new ServerLimits();
        if (!_maxConnections.TryReadNumberOrOff(MaxValue, out var maxConnections, out whyNot)
            || !_maxPerAddress.TryReadNumberOrOff(MaxValue, out var maxPerAddress, out whyNot)
            || !_connectRate.TryReadNumberOrOff(MaxValue, out var connectRate, out whyNot)
            || !_connectBurst.TryReadNumber(least: 1, MaxValue, out var connectBurst, out whyNot)
            || !_rate.TryReadNumberOrOff(MaxValue, out var rate, out whyNot)
            || !_burst.TryReadNumber(least: 1, MaxValue, out var burst, out whyNot)
            || !_limitLoopback.TryRead(out var limitsLoopback, out whyNot)
            || !_idleTimeout.TryReadDurationOrOff(out var idleTimeout, out whyNot)
            || !_pingInterval.TryReadDurationOrOff(out var pingInterval, out whyNot))
        {
            return false;
        }

        if (pingInterval > LongestPingInterval)
        {
            whyNot = "--ping-interval is longer than a day; give at most 1d, or off";
            return false;
        }

        limits = new ServerLimits
        {
            MaxConnections = maxConnections,
            MaxPerAddress = maxPerAddress,
            ConnectRate = connectRate,
            ConnectBurst = connectBurst,
            LineRate = rate,
            LineBurst = burst,
            LimitsLoopback = limitsLoopback,
            IdleTimeout = idleTimeout,
            PingInterval = pingInterval,
        };
        return true;
    }
}
