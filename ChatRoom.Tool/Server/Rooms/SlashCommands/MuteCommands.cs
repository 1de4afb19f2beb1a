using System.Net;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms.SlashCommands;

/// <summary>The operators' commands about mutes.</summary>
internal static class MuteCommands
{
    public static CommandResult? Mute(CommandContext context, ChatText argument)
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

        if (OperatorCommands.WhyNot(context, name, out var member) is { } whyNot)
        {
            return CommandResult.Unless(whyNot);
        }

        var mutes = context.Rooms.Moderator.Mutes;
        var until = time.Length == 0 ? (long?)null : mutes.Now + (long)length.TotalMilliseconds;
        var mute = new Ban(TargetOf(context, member!), mutes.Now, until, context.Member.Name, "");
        mutes.Lift(new BanTarget(member!.Name, null));
        if (!mutes.TryAdd(mute))
        {
            return CommandResult.Unless(Refusal.TooManyMutes(Bans.MaxBans));
        }

        member.GetOrAddStatus().Mute = mute;
        var term = BanText.Until(mute);
        context.Record($"muted {mute.Target}{term}");
        context.Room.Notify(member, Refusal.Muted(term).Text);
        context.Notify($"{member.Name} is muted{term}.");
        return CommandResult.Done;
    }

    /// <summary>Lifts a mute, even of a person who is not here.</summary>
    public static CommandResult? Unmute(CommandContext context, ChatText argument)
    {
        var name = argument.ToString().TrimEnd();
        if (name.Length == 0)
        {
            return null;
        }

        var mutes = context.Rooms.Moderator.Mutes;
        Member? member = null;
        if (Nickname.TryParse(name, out var wanted))
        {
            _ = context.Room.Moderation.TryFind(wanted, out member);
        }

        var inForce = member?.Status?.Mute is { } mute && mutes.IsInForce(mute) ? mute : null;
        var lifted = wanted is null ? [] : mutes.Lift(inForce?.Target ?? new BanTarget(wanted, null));
        if (lifted.Length == 0)
        {
            if (member is null)
            {
                return CommandResult.Unless(Refusal.NobodyNamed(name));
            }

            context.Notify($"{member.Name} is not muted.");
            return CommandResult.Done;
        }

        context.Record($"unmuted {name}");
        if (member is not null)
        {
            context.Room.Notify(member, "You may speak again.");
        }

        context.Notify($"{member?.Name ?? wanted} may speak again.");
        return CommandResult.Done;
    }

    /// <summary>The member's name and its address. The address is left out if others have it: jobs on this machine, or the operator.</summary>
    private static BanTarget TargetOf(CommandContext context, Member member)
    {
        if (member.Address is not { } address || IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address))
        {
            return new BanTarget(member.Name, null);
        }

        var both = BanTarget.Of(member.Name, address);
        return context.Member.Address is { } own && both.Covers(own) ? new BanTarget(member.Name, null) : both;
    }
}
