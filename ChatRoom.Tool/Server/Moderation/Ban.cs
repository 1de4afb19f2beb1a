using System.Diagnostics.CodeAnalysis;
using System.Net;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Moderation;

/// <summary>Whom a ban keeps out: a name, those who come from an address or a network, or both; never neither.</summary>
internal sealed record BanTarget(Nickname? Name, IPNetwork? Network)
{
    /// <summary>How much of an IPv6 address is one customer's: whoever has one has all of these.</summary>
    private const int CustomerBits = 64;

    /// <summary>Reads <c>NAME</c>, <c>ADDRESS</c> or <c>ADDRESS/N</c>. What may be an address is one, although a name may look so.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out BanTarget? target)
    {
        target = TryParseNetwork(text, out var network) ? new BanTarget(null, network)
            : Nickname.TryParse(text, out var name) ? new BanTarget(name, null)
            : null;
        return target is not null;
    }

    /// <summary>Somebody, and where it comes from: an address of IPv4, a network of IPv6.</summary>
    public static BanTarget Of(Nickname name, IPAddress address) =>
        new(name, NetworkOf(address, address.GetAddressBytes().Length == 4 ? 32 : CustomerBits));

    public bool Covers(Nickname name) => name.Equals(Name);

    public bool Covers(IPAddress address) => Network is { } network && network.Contains(address);

    /// <summary>Whether one handle of this target is one of the other's.</summary>
    public bool Meets(BanTarget other) =>
        (Name is not null && Name.Equals(other.Name)) || (Network is { } network && other.Network is { } theirs && network.Equals(theirs));

    public override string ToString()
    {
        var bits = Network is { BaseAddress: var address } ? address.GetAddressBytes().Length * 8 : 0;
        var network = Network is not { } from ? "" : from.PrefixLength == bits ? $"{from.BaseAddress}" : $"{from}";
        return Name is null ? network : network.Length == 0 ? $"{Name}" : $"{Name} and {network}";
    }

    private static bool TryParseNetwork(string text, out IPNetwork network)
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
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), System.Globalization.NumberStyles.None, null, out bits) || bits > most))
        {
            return false;
        }

        // An address of IPv4 that is written as one of IPv6 has 96 bits in front.
        var isMapped = address.IsIPv4MappedToIPv6 && bits >= 96;
        network = NetworkOf(isMapped ? address.MapToIPv4() : address, isMapped ? bits - 96 : bits);
        return true;
    }

    /// <summary>The network in which an address lies; what stands behind its bits does not count.</summary>
    private static IPNetwork NetworkOf(IPAddress address, int bits)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] &= (byte)(0xFF << (8 - Math.Clamp(bits - (8 * i), 0, 8)));
        }

        return new IPNetwork(new IPAddress(bytes), bits);
    }
}

/// <summary>That somebody may not come in.</summary>
/// <param name="Target">Who.</param>
/// <param name="Since">From when on, in Unix milliseconds.</param>
/// <param name="Until">Up to when, in Unix milliseconds; null for ever.</param>
/// <param name="By">Who said so.</param>
/// <param name="Reason">Why, filtered; empty where nobody said.</param>
internal sealed record Ban(BanTarget Target, long Since, long? Until, Nickname By, string Reason)
{
    public bool IsOver(long now) => Until <= now;
}
