using System.Net;

namespace ChatRoom.Server.Options;

/// <summary>What a server takes from its peers, as far as that can change while it runs. Never changed: others take its place.</summary>
internal sealed record ServerLimits
{
    /// <summary>Connections at once, beside what open files allow; newcomers beyond wait. 0 for as many as you like.</summary>
    public int MostConnections { get; init; }

    /// <summary>Connections at once from one address, of IPv6 from one /64; 0 for as many as you like. A household or an office fits.</summary>
    public int MostPerAddress { get; init; } = 64;

    /// <summary>New connections a second from one address; 0 for as many as you like.</summary>
    public int ConnectRate { get; init; } = 10;

    /// <summary>New connections that may come at once before the rate counts: all of an office after an outage.</summary>
    public int ConnectBurst { get; init; } = 50;

    /// <summary>Lines a second of one connection; 0 for as many as you like. More than anybody reads.</summary>
    public int LineRate { get; init; } = 50;

    /// <summary>Lines that may come at once before the rate counts: a file that is piped.</summary>
    public int LineBurst { get; init; } = 500;

    /// <summary>This machine's own connections are limited as well: they count as one address.</summary>
    public bool HoldsLoopback { get; init; }

    /// <summary>How long a member may say nothing; null for as long as it likes. It is looked at every few seconds.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>After how long a program that sends nothing is asked whether it is there; null for never. After three of these it is taken for dead.</summary>
    public TimeSpan? PingInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Who alone may connect; null for everybody.</summary>
    public NetworkList? Allowed { get; init; }

    /// <summary>Who may not connect, be it allowed or not; null for nobody.</summary>
    public NetworkList? Denied { get; init; }

    /// <summary>Whether somebody may be here at all who comes from there.</summary>
    public bool Admits(IPAddress address) => Allowed?.Covers(address) != false && Denied?.Covers(address) != true;

    /// <summary>The rate of lines for who comes from there; null where there is none.</summary>
    public RateLimit? LinesFrom(IPAddress address) => LineRate == 0 || IsExempt(address) ? null : new RateLimit(LineRate, LineBurst);

    /// <summary>The rate of new connections from there; null where there is none.</summary>
    public RateLimit? ConnectsFrom(IPAddress address) => ConnectRate == 0 || IsExempt(address) ? null : new RateLimit(ConnectRate, ConnectBurst);

    /// <summary>Connections at once for who comes from there.</summary>
    public int MostFrom(IPAddress address) => MostPerAddress == 0 || IsExempt(address) ? int.MaxValue : MostPerAddress;

    private bool IsExempt(IPAddress address) => !HoldsLoopback && IPAddress.IsLoopback(address);
}
