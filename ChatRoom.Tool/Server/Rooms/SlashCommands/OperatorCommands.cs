using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Events;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms.SlashCommands;

/// <summary>The commands of operators, and the one that makes an operator.</summary>
internal static class OperatorCommands
{
    /// <summary>Makes the member an operator. The password is neither shown nor kept, even if it is wrong.</summary>
    public static CommandResult? Become(CommandContext context, ChatText argument)
    {
        var moderator = context.Rooms.Moderator;
        if (argument.IsEmpty)
        {
            return null;
        }

        if (!moderator.HasOperators)
        {
            return CommandResult.Unless(Refusal.NoOperators);
        }

        var status = context.Member.GetOrAddStatus();
        if (status.HasTooManyTries)
        {
            return CommandResult.Unless(Refusal.TooManyPasswords);
        }

        var passwordAttempt = moderator.CheckOperatorPassword(argument.Bytes, context.Member.Address);
        if (passwordAttempt.PasswordVerdict == PasswordVerdict.Blocked)
        {
            context.Record("gave an operators' password that was not checked: too many from that address were wrong");
            return CommandResult.Unless(Refusal.LockedOut(passwordAttempt.Remaining));
        }

        if (passwordAttempt.PasswordVerdict == PasswordVerdict.Wrong)
        {
            return Fail(context, status);
        }

        status.BecomeOperator();
        context.Record("became an operator");
        context.Notify("You are an operator now; /help lists what you can do.");
        return CommandResult.Done;
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

    private static CommandResult Fail(CommandContext context, MemberStatus status)
    {
        var tries = status.AddWrongTry();
        context.Record($"gave a wrong operators' password, {tries} of {MemberStatus.MaxTries}");
        if (tries < MemberStatus.MaxTries)
        {
            return CommandResult.Unless(Refusal.WrongPassword);
        }

        context.Rooms.Moderator.Expel((reader, _) => reader == context.Member, CloseNotice.TooManyOperatorPasswords);
        return CommandResult.Done;
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
