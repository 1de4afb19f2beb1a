using System.Net;
using ChatRoom.Server.Options;
using ChatRoom.Server.Tls;

namespace ChatRoom.CommandLine.Hosting;

/// <summary>The addresses that people open in a browser.</summary>
internal static class PageAddresses
{
    /// <param name="options">The options of the web door.</param>
    /// <param name="listening">The address that it listens on.</param>
    /// <param name="certificate">Null: it does not use TLS.</param>
    public static IReadOnlyList<Uri> Of(WebOptions options, IPEndPoint listening, ServerCertificate? certificate)
    {
        if (options.Url is { } url)
        {
            return [url];
        }

        // A browser trusts a certificate only under its names.
        var names = certificate?.Hosts.ToArray() ?? [];
        var hosts = names.Length > 0 ? names : JoinLines.AddressesOf(listening.Address).Select(address => address.ToString());
        return [.. hosts.Select(host => new UriBuilder(certificate is null ? "http" : "https", host, listening.Port).Uri)];
    }

    /// <summary>The address for a phone: one that other machines reach, if there is one.</summary>
    public static Uri ForPhone(IReadOnlyList<Uri> addresses) => addresses.FirstOrDefault(address => !address.IsLoopback) ?? addresses[0];
}
