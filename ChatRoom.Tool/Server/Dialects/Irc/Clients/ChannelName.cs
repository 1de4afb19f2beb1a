using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Dialects.Irc.Clients;

/// <summary>The name of a room as IRC writes it: <c>#lobby</c>.</summary>
internal static class ChannelName
{
    public static bool TryParse(string channel, [NotNullWhen(true)] out Nickname? room)
    {
        room = null;
        return Looks(channel) && Nickname.TryParse(channel[1..], out room);
    }

    /// <summary>Whether a target is meant as a room, whether it is allowed or not.</summary>
    public static bool Looks(string target) => target.StartsWith('#');
}
