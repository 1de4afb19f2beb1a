using System.Diagnostics.CodeAnalysis;
using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Moderation;

/// <summary>The target of a ban or a mute: a name, an address or network, or both; never neither.</summary>
internal sealed record BanTarget(Nickname? Name, IPNetwork? Network)
{
    /// <summary>Reads <c>NAME</c>, <c>ADDRESS</c> or <c>ADDRESS/N</c>. A text that can be a name or an address is an address.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out BanTarget? target)
    {
        target = Networks.TryParse(text, out var network) ? new BanTarget(null, network)
            : Nickname.TryParse(text, out var name) ? new BanTarget(name, null)
            : null;
        return target is not null;
    }

    /// <summary>A name with its IPv4 address, or with its IPv6 network.</summary>
    public static BanTarget Of(Nickname name, IPAddress address) =>
        new(name, Networks.OfPeer(address));

    public bool Covers(Nickname name) => name.Equals(Name);

    public bool Covers(IPAddress address) => Network is { } network && network.Contains(address);

    /// <summary>Whether both targets have the same name or the same network.</summary>
    public bool SharesPartWith(BanTarget other) =>
        (Name is not null && Name.Equals(other.Name)) || (Network is { } network && other.Network is { } theirs && network.Equals(theirs));

    public override string ToString()
    {
        var bits = Network is { BaseAddress: var address } ? address.GetAddressBytes().Length * 8 : 0;
        var network = Network is not { } from ? "" : from.PrefixLength == bits ? $"{from.BaseAddress}" : $"{from}";
        return Name is null ? network : network.Length == 0 ? $"{Name}" : $"{Name} and {network}";
    }
}

/// <summary>A ban, or a mute.</summary>
/// <param name="Since">Its beginning, in Unix milliseconds.</param>
/// <param name="Until">Its end, in Unix milliseconds; null: forever.</param>
/// <param name="By">The operator.</param>
/// <param name="Reason">Filtered; empty if none was given.</param>
internal sealed record Ban(BanTarget Target, long Since, long? Until, Nickname By, string Reason)
{
    public bool IsOver(long now) => Until <= now;
}
