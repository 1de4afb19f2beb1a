using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Events;

namespace ChatRoom.Server.Rooms.SlashCommands;

/// <summary>The commands of operators, and the one that makes an operator.</summary>
internal static class OperatorCommands
{
    /// <summary>Makes the member an operator.</summary>
    public static CommandResult? Become(CommandContext context, ChatText argument)
    {
        if (argument.IsEmpty)
        {
            return null;
        }

        var (moderator, member) = (context.Rooms.Moderator, context.Member);
        var refusal = OperatorLogin.Try(moderator, member.GetOrAddStatus(), argument.Bytes, member.Address, context.Record, out var isLast);
        if (isLast)
        {
            moderator.Expel((reader, _) => reader == member, CloseNotice.TooManyOperatorPasswords);
            return CommandResult.Done;
        }

        if (refusal is null)
        {
            context.Notify("You are an operator now; /help lists what you can do.");
        }

        return CommandResult.Unless(refusal);
    }

    public static CommandResult? Kick(CommandContext context, ChatText argument)
    {
        var name = Encoding.UTF8.GetString(argument.FirstWord(out var reason));
        if (name.Length == 0)
        {
            return null;
        }

        return Nickname.TryParse(name, out var wanted)
            ? CommandResult.Of(context.Rooms.Moderator.KickAsync(context.Operator, wanted, reason.ToString()))
            : CommandResult.Unless(Refusal.NobodyNamed(name));
    }

    public static CommandResult? Lock(CommandContext context, ChatText argument) =>
        CommandResult.Of(LockAsync(context, isLocked: true, "Only operators may set the topic now."));

    public static CommandResult? Unlock(CommandContext context, ChatText argument) =>
        CommandResult.Of(LockAsync(context, isLocked: false, "Everybody may set the topic again."));

    public static CommandResult? Say(CommandContext context, ChatText argument)
    {
        if (argument.IsEmpty)
        {
            return null;
        }

        return CommandResult.Of(RecordAsync(context, context.Room.Moderation.AnnounceAsync(context.Member, argument), $"said as the server: {argument.ToString()}"));
    }

    /// <summary>Reports an act after it is done.</summary>
    private static async ValueTask<Refusal?> RecordAsync(CommandContext context, ValueTask<Refusal?> act, string done)
    {
        var refusal = await act;
        if (refusal is null)
        {
            context.Record(done);
        }

        return refusal;
    }

    private static async ValueTask<Refusal?> LockAsync(CommandContext context, bool isLocked, string done)
    {
        var refusal = await context.Rooms.Moderator.LockAsync(context.Operator, isLocked);
        if (refusal is null)
        {
            context.Notify(done);
        }

        return refusal;
    }
}
