using System.Net;

namespace ChatRoom.Server.Options;

/// <summary>Limits on peers that can change while the server runs. Never changes: a reload replaces it.</summary>
internal sealed record ServerLimits
{
    /// <summary>
    /// Connections at the same time; more of them wait. Default: 0, as many as the open files allow. If it is too low,
    /// idle members keep everyone else out.
    /// </summary>
    public int MaxConnections { get; init; }

    /// <summary>
    /// Connections at the same time from one IPv4 address or one IPv6 /64; default: 64, enough for an office. 0: no limit,
    /// and one address can take all connections.
    /// </summary>
    public int MaxPerAddress { get; init; } = 64;

    /// <summary>New connections a second from one address; default: 10. 0: no limit, and one address can keep the server busy.</summary>
    public int ConnectRate { get; init; } = 10;

    /// <summary>New connections from one address before the rate applies; default: 50, an office that reconnects after an outage.</summary>
    public int ConnectBurst { get; init; } = 50;

    /// <summary>Lines a second from one connection; default: 50, more than anybody reads. 0: no limit, and one client can flood the room.</summary>
    public int LineRate { get; init; } = 50;

    /// <summary>Lines from one connection before the rate applies; default: 500, a file that is piped.</summary>
    public int LineBurst { get; init; } = 500;

    /// <summary>
    /// Applies the limits to connections from this machine, too, which count as one address. Default: no. Set it behind a
    /// proxy or on a machine with several users.
    /// </summary>
    public bool LimitsLoopback { get; init; }

    /// <summary>Disconnects a member that says nothing for this long, give or take a few seconds. Default: null, no limit.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>
    /// Pings a program that sends nothing for this long, and disconnects it after three times that long; default: 60 s.
    /// null: never, and a lost connection can stay in the room for hours.
    /// </summary>
    public TimeSpan? PingInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The only networks that may connect; default: null, all networks.</summary>
    public NetworkList? Allowed { get; init; }

    /// <summary>The networks that may not connect, even if they are allowed; default: null, none.</summary>
    public NetworkList? Denied { get; init; }

    /// <summary>Whether an address may connect.</summary>
    public bool Admits(IPAddress address) => Allowed?.Contains(address) != false && Denied?.Contains(address) != true;

    /// <summary>The rate of lines for a connection from an address; null: no limit.</summary>
    public RateLimit? LineRateFor(IPAddress address) => LineRate == 0 || IsExempt(address) ? null : new RateLimit(LineRate, LineBurst);

    /// <summary>The rate of new connections from an address; null: no limit.</summary>
    public RateLimit? ConnectRateFor(IPAddress address) => ConnectRate == 0 || IsExempt(address) ? null : new RateLimit(ConnectRate, ConnectBurst);

    /// <summary>Connections at the same time from an address.</summary>
    public int MaxConnectionsFrom(IPAddress address) => MaxPerAddress == 0 || IsExempt(address) ? int.MaxValue : MaxPerAddress;

    private bool IsExempt(IPAddress address) => !LimitsLoopback && IPAddress.IsLoopback(address);
}
