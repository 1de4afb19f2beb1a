using System.Net;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Doors.Web.Rules;

/// <summary>The address of the client behind proxies. Each proxy adds the address of its peer to <c>X-Forwarded-For</c>, at the right.</summary>
internal static class ForwardedAddress
{
    /// <summary>
    /// The right-most address that is no trusted proxy. Whatever stands to the left of it, the client itself may have written.
    /// </summary>
    /// <param name="peer">The address from which the connection comes.</param>
    /// <param name="forwardedFor">The header; several of them are one, with commas between.</param>
    /// <param name="proxies">The trusted proxies; null: none.</param>
    public static IPAddress Find(IPAddress peer, string forwardedFor, NetworkList? proxies)
    {
        var client = peer;
        var rest = forwardedFor.AsSpan();
        while (proxies?.Contains(client) == true && !rest.IsEmpty)
        {
            var comma = rest.LastIndexOf(',');
            if (!TryParse(rest[(comma + 1)..].Trim(), out var before))
            {
                return client;
            }

            client = before;
            rest = rest[..Math.Max(0, comma)];
        }

        return client;
    }

    /// <summary>Reads an address; some proxies add the port.</summary>
    private static bool TryParse(ReadOnlySpan<char> text, out IPAddress address)
    {
        var host = text.StartsWith('[') && text.IndexOf(']') is > 0 and var end ? text[1..end]
            : text.Count(':') == 1 ? text[..text.IndexOf(':')]
            : text;
        var isAddress = Networks.TryParse(host.ToString(), out var network) && !host.Contains('/');
        address = network.BaseAddress;
        return isAddress;
    }
}
