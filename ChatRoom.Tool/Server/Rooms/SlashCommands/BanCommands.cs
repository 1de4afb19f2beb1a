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

        if (!BanTarget.TryParse(whom, out var target))
        {
            return CommandResult.Unless(Refusal.BadBanTarget(whom));
        }

        return CommandResult.Of(BanAsync(context, target, term, rest.ToString().TrimEnd()));
    }

    public static CommandResult? Unban(CommandContext context, ChatText argument)
    {
        var whom = argument.ToString().TrimEnd();
        if (whom.Length == 0)
        {
            return null;
        }

        return BanTarget.TryParse(whom, out var target)
            ? CommandResult.Of(UnbanAsync(context, target, whom))
            : CommandResult.Unless(Refusal.NotBanned(whom));
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

    private static async ValueTask<Refusal?> BanAsync(CommandContext context, BanTarget target, TimeSpan? term, string reason)
    {
        var outcome = await context.Rooms.Moderator.BanAsync(context.Operator, target, term, reason);
        if (outcome.Ban is not { } ban)
        {
            return outcome.Refusal;
        }

        var note = outcome.AddressSearch switch
        {
            AddressSearch.NobodyThere => " Nobody with that name is in, so no address is banned.",
            AddressSearch.IsOwn => " You have the same address, so it is not banned.",
            _ => "",
        };
        context.Notify($"{ban.Target} {(ban.Target is { Name: not null, Network: not null } ? "are" : "is")} banned{BanText.Until(ban)}; {outcome.Expelled} sent away.{note}");
        return null;
    }

    private static async ValueTask<Refusal?> UnbanAsync(CommandContext context, BanTarget target, string whom)
    {
        var (refusal, lifted) = await context.Rooms.Moderator.UnbanAsync(context.Operator, target);
        foreach (var ban in lifted)
        {
            context.Notify($"{ban} may come in again.");
        }

        return refusal ?? (lifted.Length == 0 ? Refusal.NotBanned(whom) : null);
    }
}
