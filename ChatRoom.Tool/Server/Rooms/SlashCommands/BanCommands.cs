using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms.SlashCommands;

/// <summary>The operators' commands about bans.</summary>
internal static class BanCommands
{
    /// <summary>Bans in one answer: it must fit into a mailbox.</summary>
    private const int MaxListed = 100;

    public static CommandResult? Ban(CommandContext context, ChatText argument)
    {
        var whom = Encoding.UTF8.GetString(argument.FirstWord(out var rest));
        if (whom.Length == 0)
        {
            return null;
        }

        if (!BanDuration.TryTake(ref rest, out var term))
        {
            return CommandResult.Unless(Refusal.BadTerm(rest.ToString()));
        }

        if (rest.Bytes.Length > Limits.MaxReason)
        {
            return CommandResult.Unless(Refusal.ReasonTooLong);
        }

        if (!BanTarget.TryParse(whom, out var target))
        {
            return CommandResult.Unless(Refusal.BadBanTarget(whom));
        }

        if (target.Covers(context.Member.Name) || (context.Member.Address is { } own && target.Covers(own)))
        {
            return CommandResult.Unless(Refusal.BansYourself);
        }

        var now = context.Rooms.Moderator.Bans.Now;
        var until = term is { } length ? now + (long)length.TotalMilliseconds : (long?)null;
        return Apply(context, new Ban(WithAddress(context, target, out var note), now, until, context.Member.Name, rest.ToString().TrimEnd()), note);
    }

    public static CommandResult? Unban(CommandContext context, ChatText argument)
    {
        var whom = argument.ToString().TrimEnd();
        if (whom.Length == 0)
        {
            return null;
        }

        var lifted = BanTarget.TryParse(whom, out var target) ? context.Rooms.Moderator.Bans.Lift(target) : [];
        if (lifted.Length == 0)
        {
            return CommandResult.Unless(Refusal.NotBanned(whom));
        }

        foreach (var ban in lifted)
        {
            context.Record($"unbanned {ban.Target}");
            context.Notify($"{ban.Target} may come in again.");
        }

        return CommandResult.Done;
    }

    public static CommandResult? List(CommandContext context, ChatText argument)
    {
        var bans = context.Rooms.Moderator.Bans.All;
        foreach (var ban in bans.Take(MaxListed))
        {
            context.Notify(BanText.Listed(ban));
        }

        if (bans.Length is 0 or > MaxListed)
        {
            context.Notify(bans.Length == 0 ? "Nobody is banned." : $"and {bans.Length - MaxListed} more");
        }

        return CommandResult.Done;
    }

    private static CommandResult Apply(CommandContext context, Ban ban, string note)
    {
        var moderator = context.Rooms.Moderator;
        if (!moderator.Bans.TryAdd(ban))
        {
            return CommandResult.Unless(Refusal.TooManyBans(Bans.MaxBans));
        }

        var because = BanText.Because(ban.Reason);
        var expelled = moderator.ExpelBanned(ban);
        context.Record($"banned {ban.Target}{BanText.Until(ban)}{because}");
        context.Notify($"{ban.Target} {(ban.Target is { Name: not null, Network: not null } ? "are" : "is")} banned{BanText.Until(ban)}; {expelled} sent away.{note}");
        return CommandResult.Done;
    }

    /// <summary>Adds to a name the address of the member that has it, here or in another room. The operator's own address is not added.</summary>
    /// <param name="note">A sentence if no address was added.</param>
    private static BanTarget WithAddress(CommandContext context, BanTarget target, out string note)
    {
        note = "";
        if (target.Name is not { } name)
        {
            return target;
        }

        Member? member = null;
        _ = context.Room.Moderation.TryFind(name, out member) || Array.Exists(context.Rooms.All(), room => room.Moderation.TryFind(name, out member));
        if (member?.Address is not { } address)
        {
            note = " Nobody with that name is in, so no address is banned.";
            return target;
        }

        var both = BanTarget.Of(member.Name, address);
        if (context.Member.Address is { } own && both.Covers(own))
        {
            note = " You have the same address, so it is not banned.";
            return target;
        }

        return both;
    }
}
