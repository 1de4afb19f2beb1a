using System.Text;
using ChatRoom.Protocol;
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

        return Nickname.TryParse(name, out var wanted)
            ? CommandResult.Of(MuteAsync(context, wanted, time.Length == 0 ? null : length))
            : CommandResult.Unless(Refusal.NobodyNamed(name));
    }

    /// <summary>Lifts a mute, even of a person who is not here.</summary>
    public static CommandResult? Unmute(CommandContext context, ChatText argument)
    {
        var name = argument.ToString().TrimEnd();
        if (name.Length == 0)
        {
            return null;
        }

        return Nickname.TryParse(name, out var wanted)
            ? CommandResult.Of(UnmuteAsync(context, wanted))
            : CommandResult.Unless(Refusal.NobodyNamed(name));
    }

    private static async ValueTask<Refusal?> MuteAsync(CommandContext context, Nickname name, TimeSpan? length)
    {
        var (refusal, mute) = await context.Rooms.Moderator.MuteAsync(context.Operator, name, length);
        if (mute is not null)
        {
            context.Notify($"{mute.Target.Name} is muted{BanText.Until(mute)}.");
        }

        return refusal;
    }

    private static async ValueTask<Refusal?> UnmuteAsync(CommandContext context, Nickname name)
    {
        var (refusal, wasMuted, found) = await context.Rooms.Moderator.UnmuteAsync(context.Operator, name);
        if (refusal is not null || (!wasMuted && found is null))
        {
            return refusal ?? Refusal.NobodyNamed(name.ToString());
        }

        context.Notify(wasMuted ? $"{found ?? name} may speak again." : $"{found} is not muted.");
        return null;
    }
}
