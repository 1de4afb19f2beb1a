using System.Net;
using System.Net.NetworkInformation;

namespace ChatRoom.Server.Doors.Web.Rules;

/// <summary>The names by which other machines of a network may know this one.</summary>
internal static class MachineNames
{
    /// <summary>Its name alone, with its domain, and as multicast DNS tells it.</summary>
    public static IReadOnlyList<string> Find()
    {
        var whole = Dns.GetHostName();
        var label = whole.Split('.')[0];
        var domain = IPGlobalProperties.GetIPGlobalProperties().DomainName;
        return [whole, label, $"{label}.local", .. domain.Length > 0 ? new[] { $"{label}.{domain}" } : []];
    }
}
