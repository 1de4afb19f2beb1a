using System.Diagnostics.CodeAnalysis;
using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Moderation;

/// <summary>The target of a ban or a mute: a name, an address or network, or both; never neither.</summary>
internal sealed record BanTarget(Nickname? Name, IPNetwork? Network)
{
    /// <summary>Stands in a file for a missing name, network or end.</summary>
    public const string Nothing = "*";

    /// <summary><c>NAME NETWORK</c>, with <c>*</c> for nothing.</summary>
    public string Fields => $"{Name?.ToString() ?? Nothing} {Network?.ToString() ?? Nothing}";

    /// <summary>Reads <c>NAME</c>, <c>ADDRESS</c> or <c>ADDRESS/N</c>. A text that can be a name or an address is an address.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out BanTarget? target)
    {
        target = Networks.TryParse(text, out var network) ? new BanTarget(null, network)
            : Nickname.TryParse(text, out var name) ? new BanTarget(name, null)
            : null;
        return target is not null;
    }

    /// <summary>Reads the two fields that <see cref="Fields"/> writes. False: one is invalid, or both are <c>*</c>.</summary>
    public static bool TryParseFields(string name, string network, [NotNullWhen(true)] out BanTarget? target)
    {
        target = null;
        Nickname? banned = null;
        BanTarget? from = null;
        if ((name != Nothing && !Nickname.TryParse(name, out banned))
            || (network != Nothing && !(TryParse(network, out from) && from.Network is not null))
            || (banned is null && from is null))
        {
            return false;
        }

        target = new BanTarget(banned, from?.Network);
        return true;
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

/// <summary>The lists of bans.</summary>
internal enum BanList
{
    Bans,

    Mutes,
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
