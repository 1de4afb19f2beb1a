using System.Diagnostics.CodeAnalysis;
using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Moderation;

/// <summary>Whom a ban keeps out: a name, those who come from an address or a network, or both; never neither.</summary>
internal sealed record BanTarget(Nickname? Name, IPNetwork? Network)
{
    /// <summary>Reads <c>NAME</c>, <c>ADDRESS</c> or <c>ADDRESS/N</c>. What may be an address is one, although a name may look so.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out BanTarget? target)
    {
        target = Networks.TryParse(text, out var network) ? new BanTarget(null, network)
            : Nickname.TryParse(text, out var name) ? new BanTarget(name, null)
            : null;
        return target is not null;
    }

    /// <summary>Somebody, and where it comes from: an address of IPv4, a network of IPv6.</summary>
    public static BanTarget Of(Nickname name, IPAddress address) =>
        new(name, Networks.OfCustomer(address));

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
