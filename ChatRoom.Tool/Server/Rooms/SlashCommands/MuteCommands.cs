using System.Net;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms.SlashCommands;

/// <summary>The operators' commands about who may not speak.</summary>
internal static class MuteCommands
{
    public static CommandResult? Mute(CommandContext by, ChatText argument)
    {
        var name = Encoding.UTF8.GetString(argument.FirstWord(out var rest));
        var time = rest.ToString().TrimEnd();
        if (name.Length == 0)
        {
            return null;
        }

        var length = TimeSpan.Zero;
        if (time.Length > 0 && !BanDuration.TryParse(time, out length))
        {
            return CommandResult.Unless(Refusal.BadTerm(time));
        }

        if (OperatorCommands.WhyNot(by, name, out var member) is { } whyNot)
        {
            return CommandResult.Unless(whyNot);
        }

        var mutes = by.Rooms.Moderator.Mutes;
        var until = time.Length == 0 ? (long?)null : mutes.Now + (long)length.TotalMilliseconds;
        var mute = new Ban(TargetOf(by, member!), mutes.Now, until, by.Member.Name, "");
        mutes.Lift(new BanTarget(member!.Name, null));
        if (!mutes.TryAdd(mute))
        {
            return CommandResult.Unless(Refusal.TooManyMutes(Bans.Most));
        }

        member.MakeStanding().Mute = mute;
        var term = BanText.Ends(mute);
        by.Record($"muted {mute.Target}{term}");
        by.Room.Notify(member, Refusal.Muted(term).Text);
        by.Notify($"{member.Name} is muted{term}.");
        return CommandResult.Done;
    }

    /// <summary>Whoever is meant need not be here.</summary>
    public static CommandResult? Unmute(CommandContext by, ChatText argument)
    {
        var name = argument.ToString().TrimEnd();
        if (name.Length == 0)
        {
            return null;
        }

        var mutes = by.Rooms.Moderator.Mutes;
        Member? member = null;
        if (Nickname.TryParse(name, out var wanted))
        {
            _ = by.Room.Moderation.TryFind(wanted, out member);
        }

        var held = member?.MemberStatus?.Mute is { } mute && mutes.Holds(mute) ? mute : null;
        var lifted = wanted is null ? [] : mutes.Lift(held?.Target ?? new BanTarget(wanted, null));
        if (lifted.Length == 0)
        {
            if (member is null)
            {
                return CommandResult.Unless(Refusal.NobodyNamed(name));
            }

            by.Notify($"{member.Name} is not muted.");
            return CommandResult.Done;
        }

        by.Record($"unmuted {name}");
        if (member is not null)
        {
            by.Room.Notify(member, "You may speak again.");
        }

        by.Notify($"{member?.Name ?? wanted} may speak again.");
        return CommandResult.Done;
    }

    /// <summary>A name is muted together with the address that it has, unless others have that who did nothing: this machine's own jobs, or the operator.</summary>
    private static BanTarget TargetOf(CommandContext by, Member member)
    {
        if (member.Address is not { } address || IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address))
        {
            return new BanTarget(member.Name, null);
        }

        var both = BanTarget.Of(member.Name, address);
        return by.Member.Address is { } own && both.Covers(own) ? new BanTarget(member.Name, null) : both;
    }
}
