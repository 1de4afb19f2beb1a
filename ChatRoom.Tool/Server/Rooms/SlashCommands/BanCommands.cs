using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms.SlashCommands;

/// <summary>The operators' commands about who may not come in.</summary>
internal static class BanCommands
{
    /// <summary>Bans that one answer lists: it must find room in a mailbox.</summary>
    private const int MostListed = 100;

    public static CommandResult? Ban(CommandContext by, ChatText argument)
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
            return CommandResult.Unless(Refusal.NoBanTarget(whom));
        }

        if (target.Covers(by.Member.Name) || (by.Member.Address is { } own && target.Covers(own)))
        {
            return CommandResult.Unless(Refusal.BansYourself);
        }

        var now = by.Rooms.Moderator.Bans.Now;
        var until = term is { } length ? now + (long)length.TotalMilliseconds : (long?)null;
        return Apply(by, new Ban(WithAddress(by, target, out var note), now, until, by.Member.Name, rest.ToString().TrimEnd()), note);
    }

    public static CommandResult? Unban(CommandContext by, ChatText argument)
    {
        var whom = argument.ToString().TrimEnd();
        if (whom.Length == 0)
        {
            return null;
        }

        var lifted = BanTarget.TryParse(whom, out var target) ? by.Rooms.Moderator.Bans.Lift(target) : [];
        if (lifted.Length == 0)
        {
            return CommandResult.Unless(Refusal.NotBanned(whom));
        }

        foreach (var ban in lifted)
        {
            by.Record($"unbanned {ban.Target}");
            by.Notify($"{ban.Target} may come in again.");
        }

        return CommandResult.Done;
    }

    public static CommandResult? List(CommandContext by, ChatText argument)
    {
        var bans = by.Rooms.Moderator.Bans.All;
        foreach (var ban in bans.Take(MostListed))
        {
            by.Notify(BanText.Listed(ban));
        }

        if (bans.Length is 0 or > MostListed)
        {
            by.Notify(bans.Length == 0 ? "Nobody is banned." : $"and {bans.Length - MostListed} more");
        }

        return CommandResult.Done;
    }

    private static CommandResult Apply(CommandContext by, Ban ban, string note)
    {
        var moderator = by.Rooms.Moderator;
        if (!moderator.Bans.TryAdd(ban))
        {
            return CommandResult.Unless(Refusal.TooManyBans(Bans.Most));
        }

        var because = BanText.Because(ban.Reason);
        var gone = moderator.SendAway(ban);
        by.Record($"banned {ban.Target}{BanText.Ends(ban)}{because}");
        by.Notify($"{ban.Target} {(ban.Target is { Name: not null, Network: not null } ? "are" : "is")} banned{BanText.Ends(ban)}; {gone} sent away.{note}");
        return CommandResult.Done;
    }

    /// <summary>A name is banned together with the address that it has, here or in another room.</summary>
    private static BanTarget WithAddress(CommandContext by, BanTarget target, out string note)
    {
        note = "";
        if (target.Name is not { } name)
        {
            return target;
        }

        Member? member = null;
        _ = by.Room.Moderation.TryFind(name, out member) || Array.Exists(by.Rooms.All(), room => room.Moderation.TryFind(name, out member));
        if (member?.Address is not { } address)
        {
            note = " Nobody of that name is in, so no address is.";
            return target;
        }

        var both = BanTarget.Of(member.Name, address);
        if (by.Member.Address is { } own && both.Covers(own))
        {
            note = " You come from the same address, which is not.";
            return target;
        }

        return both;
    }
}
