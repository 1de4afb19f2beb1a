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

        if (!Nickname.TryParse(name, out var wanted))
        {
            return CommandResult.Unless(Refusal.NobodyNamed(name));
        }

        if (context.Rooms.Moderator.Mute(context.Operator, wanted, time.Length == 0 ? null : length, out var mute) is { } refusal)
        {
            return CommandResult.Unless(refusal);
        }

        context.Notify($"{mute!.Target.Name} is muted{BanText.Until(mute)}.");
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

        if (!Nickname.TryParse(name, out var wanted))
        {
            return CommandResult.Unless(Refusal.NobodyNamed(name));
        }

        if (context.Rooms.Moderator.Unmute(context.Operator, wanted, out var found, out var wasMuted) is { } refusal)
        {
            return CommandResult.Unless(refusal);
        }

        if (!wasMuted && found is null)
        {
            return CommandResult.Unless(Refusal.NobodyNamed(name));
        }

        context.Notify(wasMuted ? $"{found ?? wanted} may speak again." : $"{found} is not muted.");
        return CommandResult.Done;
    }
}
