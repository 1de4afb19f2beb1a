using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using ChatRoom.Server.Options;
using ChatRoom.Server.Tls;

namespace ChatRoom.CommandLine.Hosting;

/// <summary>The lines that a server prints when it is ready: its address, and one command to join for each address.</summary>
internal static class JoinLines
{
    public static void Print(TextWriter output, ServerIdentity identity, IPEndPoint listening, ServerCertificate? certificate)
    {
        output.WriteLine($"{identity.Title} listens on {listening}; join it with:");
        if (certificate is not null && certificate.Hosts.Any())
        {
            // A client that connects by the certificate's name needs no fingerprint.
            foreach (var host in certificate.Hosts)
            {
                output.WriteLine($"  chatroom client chatrooms://{host}:{listening.Port}");
            }

            return;
        }

        foreach (var address in AddressesOf(listening.Address))
        {
            output.WriteLine(certificate is null
                ? $"  chatroom client --host {address} --port {listening.Port}"
                : $"  chatroom client chatrooms://{new IPEndPoint(address, listening.Port)} --fingerprint {certificate.Fingerprint}");
        }
    }

    /// <summary>Prints a line for each address that people open in a browser.</summary>
    public static void PrintPage(TextWriter output, IEnumerable<Uri> addresses)
    {
        foreach (var address in addresses)
        {
            output.WriteLine($"or open {address.AbsoluteUri} in a browser");
        }
    }

    /// <summary>Prints a command of IRC clients for each address; they know a certificate by the hexadecimal digits of its fingerprint.</summary>
    public static void PrintIrc(TextWriter output, IPEndPoint listening, ServerCertificate? certificate)
    {
        var hosts = certificate is not null && certificate.Hosts.Any() ? certificate.Hosts : AddressesOf(listening.Address).Select(address => address.ToString());
        foreach (var host in hosts)
        {
            output.WriteLine($"or in an IRC client{(certificate is null ? "" : " with TLS")}: /connect {host} {listening.Port}");
        }

        if (certificate is not null)
        {
            var digits = certificate.Fingerprint.ToHexadecimal();
            output.WriteLine($"  its certificate in WeeChat: {digits}");
            output.WriteLine($"  its certificate in irssi: {string.Join(':', digits.Chunk(2).Select(pair => new string(pair)))}");
        }
    }

    /// <summary>The addresses of this machine at which clients on the network reach a server.</summary>
    public static IEnumerable<IPAddress> AddressesOf(IPAddress listening)
    {
        if (!listening.Equals(IPAddress.Any) && !listening.Equals(IPAddress.IPv6Any))
        {
            return [listening];
        }

        return NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(address => !address.IsIPv6LinkLocal)
            .Where(address => address.AddressFamily == AddressFamily.InterNetwork || listening.Equals(IPAddress.IPv6Any))
            .DefaultIfEmpty(IPAddress.Loopback);
    }
}
