using System.Net;
using System.Net.Sockets;

namespace ChatRoom.CommandLine.Hosting.Settings;

/// <summary>The address of this machine that a server is to listen on, from what a person wrote.</summary>
internal static class HostAddress
{
    /// <summary>Null where a name has none.</summary>
    public static async Task<IPAddress?> FindAsync(string host)
    {
        // The resolver takes nothing at all for the name of this machine, which is every network that it is on.
        if (string.IsNullOrWhiteSpace(host))
        {
            return null;
        }

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
