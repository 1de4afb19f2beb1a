using System.Net;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Doors.Web.Rules;

/// <summary>
/// Which hosts a request may name. A page of an attacker can give its own name the address of this machine (DNS rebinding), and
/// the browser would let it read everything here. Its requests name the attacker's host. Any thread.
/// </summary>
/// <param name="url">The URL that people open; null: the operator gave none.</param>
/// <param name="machineNames">The names of this machine.</param>
/// <param name="certificateHosts">Returns the names in the certificate, which may be replaced while the server runs.</param>
internal sealed class HostRule(Uri? url, IEnumerable<string> machineNames, Func<IEnumerable<string>> certificateHosts)
{
    public static readonly Refusal Refused = new(
        "host",
        "This server does not know that host name; open it by its address, or start it with --web-url and the URL that people open.");

    private readonly HashSet<string> _names = new(machineNames.Append("localhost"), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a request may name this host. The port is not compared, because a tunnel or a container changes it.</summary>
    /// <param name="cameTo">The address of this machine to which the connection came.</param>
    public bool Allows(RequestHost host, IPAddress cameTo) =>
        host.Address is not null ? host.Name == RequestHost.NameOf(cameTo) || IsOfUrl(host)
        : _names.Contains(host.Name) || IsOfUrl(host) || certificateHosts().Contains(host.Name, StringComparer.OrdinalIgnoreCase);

    private bool IsOfUrl(RequestHost host) =>
        url is not null && RequestHost.TryParse(url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost, out var own) && own.Name == host.Name;
}
