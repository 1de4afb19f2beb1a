using System.Net;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Settings;
using ChatRoom.Server.Options;

namespace ChatRoom.CommandLine.Hosting.Settings;

/// <summary>The options for the web door of a server.</summary>
internal sealed class WebSettings
{
    /// <summary>The longest URL in characters: a QR code of a longer one is hard to read.</summary>
    private const int MaxUrl = 500;

    private readonly ListenSetting _web;
    private readonly Setting _url;
    private readonly Setting _proxies;
    private readonly Switch _metrics;
    private readonly Switch _qr;

    private WebSettings(CommandDefinition command)
    {
        _web = ListenSetting.Add(
            command, "web", "CHATROOM_WEB", 8080, "Also serve browsers, curl and webhooks, on this port of 127.0.0.1 or of the given address; 0: a free port.");
        _url = Setting.Add(
            command, "--web-url <URL>", "CHATROOM_WEB_URL", null, "The address that people open, if a proxy has another one than --web: https://chat.example.org/room/.");
        _proxies = Setting.Add(
            command, "--web-proxy <NETWORKS>", "CHATROOM_WEB_PROXY", null, "Believe the X-Forwarded-For of proxies at these addresses: 127.0.0.1,10.0.0.0/8. Default: of none.");
        _metrics = Switch.Add(command, "--metrics", "CHATROOM_METRICS", "Serve metrics for Prometheus at /metrics of --web.");
        _qr = Switch.Add(command, "--qr", "CHATROOM_QR", "Print a QR code of the page's address, on a terminal with colours.");
    }

    public static WebSettings Add(CommandDefinition command) => new(command);

    /// <summary>
    /// Reads the given values. <paramref name="options"/> are null without a web door; otherwise the end point has the right port and
    /// any address.
    /// </summary>
    public bool TryRead(out WebOptions? options, out string whyNot)
    {
        options = null;
        if (!_web.TryRead(out _, out var port, out whyNot)
            || !TryReadUrl(out var url, out whyNot)
            || !TryReadProxies(out var proxies, out whyNot)
            || !_metrics.TryRead(out var hasMetrics, out whyNot)
            || !_qr.TryRead(out var showsQr, out whyNot))
        {
            return false;
        }

        if (_web.IsGiven)
        {
            options = new WebOptions { EndPoint = new IPEndPoint(IPAddress.Any, port), Url = url, Proxies = proxies, HasMetrics = hasMetrics };
            return true;
        }

        var useless = url is not null ? _url.Origin : proxies is not null ? _proxies.Origin : hasMetrics ? _metrics.Origin : showsQr ? _qr.Origin : null;
        whyNot = $"{useless} needs --web; give that, too, such as --web 8080";
        return useless is null;
    }

    /// <summary>Whether a QR code was asked for; after <see cref="TryRead"/>.</summary>
    public bool ShowsQr => _qr.TryRead(out var on, out _) && on;

    /// <summary>Finds the address to listen on. Null, with a sentence: there is none.</summary>
    public async Task<(WebOptions? Options, string WhyNot)> FindAddressAsync(WebOptions options)
    {
        var (endPoint, whyNot) = await _web.FindAsync(IPAddress.Loopback);
        return (endPoint is null ? null : options with { EndPoint = endPoint }, whyNot);
    }

    private bool TryReadUrl(out Uri? url, out string whyNot)
    {
        (url, whyNot) = (null, "");
        if (_url.Value is not { } text)
        {
            return true;
        }

        // A relative link on the page is relative to the last slash.
        var isValid = text.Length <= MaxUrl && Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out url)
            && url is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" };
        whyNot = _url.Mistake("a page's address", "give http or https, a host, and a port or a path where they are needed, such as https://chat.example.org/room/");
        return isValid;
    }

    private bool TryReadProxies(out NetworkList? proxies, out string whyNot)
    {
        (proxies, whyNot) = (null, "");
        if (_proxies.Value is not { } text || NetworkList.TryParse(text, out proxies, out var wrong))
        {
            return true;
        }

        whyNot = _proxies.Mistake("a list of networks", $"'{wrong}' is none: give addresses and networks such as 127.0.0.1,10.0.0.0/8,2001:db8::/32");
        return false;
    }
}
