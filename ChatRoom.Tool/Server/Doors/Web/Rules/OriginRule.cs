using ChatRoom.Protocol;

namespace ChatRoom.Server.Doors.Web.Rules;

/// <summary>
/// Which pages may make a browser send requests: only those of this server. A page of an attacker could else speak in the rooms
/// with the rights of the reader's network, even if it cannot read the answer. Any thread.
/// </summary>
/// <param name="url">The URL that people open; null: the operator gave none.</param>
/// <param name="isEncrypted">Whether this server requires TLS.</param>
internal sealed class OriginRule(Uri? url, bool isEncrypted)
{
    public static readonly Refusal Refused = new(
        "origin",
        "A page of another site may not use this server; if this is its own page behind a proxy, start the server with --web-url and the URL that people open.");

    private readonly string _scheme = isEncrypted ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;

    /// <summary>Whether the page that caused a request may do so. A request without these headers comes from no page.</summary>
    /// <param name="host">The host that the request names, which the <see cref="HostRule"/> allows.</param>
    /// <param name="isReading">Whether the request changes nothing: GET or HEAD.</param>
    public bool Allows(in BrowserHeaders headers, RequestHost host, bool isReading) =>
        (headers.Origin.Length == 0 || IsOwn(headers.Origin, host))
        && (headers.FetchSite is "" or "same-origin" or "none" || (isReading && headers.FetchMode == "navigate"));

    private bool IsOwn(string origin, RequestHost host)
    {
        var schemeEnd = origin.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd < 0 || !RequestHost.TryParse(origin[(schemeEnd + 3)..], out var from))
        {
            return false;
        }

        var scheme = origin[..schemeEnd];
        return (scheme == _scheme && from.Name == host.Name && PortOf(from, scheme) == PortOf(host, scheme))
            || (url is not null && scheme == url.Scheme && origin[(schemeEnd + 3)..] == AuthorityOf(url));
    }

    private static int PortOf(RequestHost host, string scheme) => host.Port ?? (scheme == Uri.UriSchemeHttps ? 443 : 80);

    /// <summary>As a browser writes it in an origin.</summary>
    private static string AuthorityOf(Uri url) =>
        (url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost) + (url.IsDefaultPort ? "" : $":{url.Port}");
}
