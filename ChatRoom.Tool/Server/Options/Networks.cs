using System.Globalization;
using System.Net;

namespace ChatRoom.Server.Options;

/// <summary>Networks as people write them, and the one that a peer is taken for.</summary>
internal static class Networks
{
    /// <summary>How much of an IPv6 address is one customer's: whoever has one has all of these.</summary>
    private const int CustomerBits = 64;

    /// <summary>What whoever comes from an address is counted and banned as: an address of IPv4, a network of IPv6.</summary>
    public static IPNetwork OfCustomer(IPAddress address) => address.IsIPv4MappedToIPv6
        ? Of(address.MapToIPv4(), 32)
        : Of(address, address.GetAddressBytes().Length == 4 ? 32 : CustomerBits);

    /// <summary>Reads <c>ADDRESS</c> or <c>ADDRESS/N</c>.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        network = default;
        var slash = text.IndexOf('/');
        var host = slash < 0 ? text : text[..slash];

        // A number alone is an address to the base library, and a name to people.
        if ((!host.Contains(':') && host.Count(character => character == '.') != 3) || host.Contains('%') || !IPAddress.TryParse(host, out var address))
        {
            return false;
        }

        var most = address.GetAddressBytes().Length * 8;
        var bits = most;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, null, out bits) || bits > most))
        {
            return false;
        }

        // An address of IPv4 that is written as one of IPv6 has 96 bits in front.
        var isMapped = address.IsIPv4MappedToIPv6 && bits >= 96;
        network = Of(isMapped ? address.MapToIPv4() : address, isMapped ? bits - 96 : bits);
        return true;
    }

    /// <summary>The network in which an address lies; what stands behind its bits does not count.</summary>
    private static IPNetwork Of(IPAddress address, int bits)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] &= (byte)(0xFF << (8 - Math.Clamp(bits - (8 * i), 0, 8)));
        }

        return new IPNetwork(new IPAddress(bytes), bits);
    }
}
