using System.Net;

namespace ChatRoom.Server.Options;

/// <summary>The options of the web door: the page, HTTP and WebSocket. Never changes.</summary>
internal sealed record WebOptions
{
    /// <summary>The address and port to listen on; port 0: a free one. An address beyond loopback is open to the network.</summary>
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>
    /// The URL that people open, which ends with a slash; default: null, that of <see cref="EndPoint"/>. Its host is one that
    /// requests may name, so a wrong one lets nobody in by that name.
    /// </summary>
    public Uri? Url { get; init; }

    /// <summary>
    /// The proxies whose X-Forwarded-For is believed; default: null, none. A network that is too large lets its machines pose as
    /// any address.
    /// </summary>
    public NetworkList? Proxies { get; init; }

    /// <summary>Serves the metrics in Prometheus' text format, to everybody who can reach the port; default: no.</summary>
    public bool HasMetrics { get; init; }
}
