using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms;

/// <summary>The outcome of the search for the address of a name that is to be banned.</summary>
internal enum AddressSearch
{
    /// <summary>It was found, or none was needed.</summary>
    Done,

    /// <summary>Nobody with that name is in.</summary>
    NobodyThere,

    /// <summary>The operator has the same one.</summary>
    IsOwn,
}

/// <summary>Adds addresses to the names of bans and mutes. Stateless.</summary>
internal static class BanScope
{
    /// <summary>Adds to a name the address of the member that has it, here or in another room. The operator's own address is not added.</summary>
    public static BanTarget OfBan(Operator by, BanTarget target, out AddressSearch search)
    {
        search = AddressSearch.Done;
        if (target.Name is not { } name)
        {
            return target;
        }

        Member? member = null;
        _ = by.Room.Moderation.TryFind(name, out member) || Array.Exists(by.Rooms.All(), room => room.Moderation.TryFind(name, out member));
        if (member?.Address is not { } address)
        {
            search = AddressSearch.NobodyThere;
            return target;
        }

        var both = BanTarget.Of(member.Name, address);
        search = IsOwn(by, both) ? AddressSearch.IsOwn : AddressSearch.Done;
        return search == AddressSearch.IsOwn ? target : both;
    }

    /// <summary>
    /// A member's name and its address. The address is left out if others have it, such as jobs on this machine or the operator, or
    /// if its connection is not at this server.
    /// </summary>
    public static BanTarget OfMute(Operator by, Nickname member)
    {
        var name = new BanTarget(member, null);
        if (!by.Room.Moderation.TryFind(member, out var here) || here.Address is not { } address || IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address))
        {
            return name;
        }

        var both = BanTarget.Of(member, address);
        return IsOwn(by, both) ? name : both;
    }

    private static bool IsOwn(Operator by, BanTarget target) => by.Member.Address is { } own && target.Covers(own);
}
