using System.Globalization;
using System.Net;

namespace ChatRoom.Server.Options;

/// <summary>Parses networks as people write them, and derives the network of a peer.</summary>
internal static class Networks
{
    /// <summary>Prefix bits of an IPv6 customer, who can use all the addresses below.</summary>
    private const int CustomerBits = 64;

    /// <summary>The network as which a peer is counted and banned: one IPv4 address, or the /64 of an IPv6 address.</summary>
    public static IPNetwork OfPeer(IPAddress address) => address.IsIPv4MappedToIPv6
        ? Of(address.MapToIPv4(), 32)
        : Of(address, address.GetAddressBytes().Length == 4 ? 32 : CustomerBits);

    /// <summary>Reads <c>ADDRESS</c> or <c>ADDRESS/N</c>.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        network = default;
        var slash = text.IndexOf('/');
        var host = slash < 0 ? text : text[..slash];

        // The base library takes a number alone for an address; people mean a name.
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

        // An IPv4-mapped IPv6 address has 96 more bits.
        var isMapped = address.IsIPv4MappedToIPv6 && bits >= 96;
        network = Of(isMapped ? address.MapToIPv4() : address, isMapped ? bits - 96 : bits);
        return true;
    }

    /// <summary>The network of an address: all bits after the prefix are cleared.</summary>
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
