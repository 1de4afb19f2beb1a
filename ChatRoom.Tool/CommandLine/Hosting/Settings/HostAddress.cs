using System.Net;
using System.Net.Sockets;

namespace ChatRoom.CommandLine.Hosting.Settings;

/// <summary>The address of this machine to listen on, from the text that a person gave.</summary>
internal static class HostAddress
{
    /// <summary>Null: the name has no address.</summary>
    public static async Task<IPAddress?> FindAsync(string host)
    {
        // The resolver takes an empty name for this machine's name, with the addresses of all its networks.
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
            // A name such as localhost has addresses of both families, and people type the IPv4 address elsewhere.
            return (await Dns.GetHostAddressesAsync(host)).MinBy(found => found.AddressFamily != AddressFamily.InterNetwork);
        }
        catch (Exception unknown) when (unknown is SocketException or ArgumentException)
        {
            return null;
        }
    }
}
