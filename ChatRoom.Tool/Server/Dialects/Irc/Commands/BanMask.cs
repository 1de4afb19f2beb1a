using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;
using ChatRoom.Server.Moderation;

namespace ChatRoom.Server.Dialects.Irc.Commands;

/// <summary>
/// A mask of a ban: <c>NAME</c>, an address, or <c>NICK!USER@HOST</c>. Every member's user name is its nick, and every host is the
/// same, so a mask means a person only by one of the two names, or by an address as the host.
/// </summary>
internal static class BanMask
{
    public static bool TryParse(string mask, [NotNullWhen(true)] out BanTarget? target)
    {
        if (mask.IndexOfAny(['!', '@']) < 0)
        {
            return BanTarget.TryParse(mask, out target);
        }

        var at = mask.LastIndexOf('@');
        var (names, host) = at < 0 ? (mask, "*") : (mask[..at], mask[(at + 1)..]);
        var bang = names.IndexOf('!', StringComparison.Ordinal);
        var (nick, user) = bang < 0 ? (at < 0 ? names : "*", names) : (names[..bang], names[(bang + 1)..]);
        target = Nickname.TryParse(nick, out var name) || Nickname.TryParse(user.TrimStart('*', '~'), out name) ? new BanTarget(name, null)
            : BanTarget.TryParse(host, out var address) && address.Network is not null ? address
            : null;
        return target is not null;
    }
}
