using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms.SlashCommands;

/// <summary>The commands of operators, and the one that makes an operator.</summary>
internal static class OperatorCommands
{
    /// <summary>The password is neither shown nor kept, be it right or wrong.</summary>
    public static CommandResult? Become(CommandContext by, ChatText argument)
    {
        var moderator = by.Rooms.Moderator;
        if (argument.IsEmpty)
        {
            return null;
        }

        if (!moderator.HasOperators)
        {
            return CommandResult.Unless(Refusal.NoOperators);
        }

        var memberStatus = by.Member.MakeStanding();
        if (memberStatus.HasTriedEnough)
        {
            return CommandResult.Unless(Refusal.TooManyPasswords);
        }

        var attempt = moderator.Judge(argument.Bytes, by.Member.Address);
        if (attempt.Verdict == Verdict.Blocked)
        {
            by.Record("gave an operators' password that was not looked at, as too many from there were wrong");
            return CommandResult.Unless(Refusal.LockedOut(attempt.Remaining));
        }

        if (attempt.Verdict == Verdict.Wrong)
        {
            return Fail(by, memberStatus);
        }

        memberStatus.BecomeOperator();
        by.Record("became an operator");
        by.Notify("You are an operator now; /help lists what you can do.");
        return CommandResult.Done;
    }

    public static CommandResult? Kick(CommandContext by, ChatText argument)
    {
        var name = Encoding.UTF8.GetString(argument.FirstWord(out var reason));
        if (name.Length == 0)
        {
            return null;
        }

        if (reason.Bytes.Length > Limits.MaxReason)
        {
            return CommandResult.Unless(Refusal.ReasonTooLong);
        }

        if (WhyNot(by, name, out var member) is { } whyNot)
        {
            return CommandResult.Unless(whyNot);
        }

        var because = BanText.Because(reason.ToString());
        var why = new Expulsion(Refusal.Kicked(by.Member.Name, because), $"Kicked by {by.Member.Name}{because}");
        if (by.Rooms.Moderator.Expel((reader, _) => reader == member, why) == 0)
        {
            return CommandResult.Unless(Refusal.NobodyNamed(name));
        }

        by.Record($"kicked {name}{because}");
        return CommandResult.Done;
    }

    public static CommandResult? Lock(CommandContext by, ChatText argument) => SetLock(by, isLocked: true);

    public static CommandResult? Unlock(CommandContext by, ChatText argument) => SetLock(by, isLocked: false);

    public static CommandResult? Say(CommandContext by, ChatText argument)
    {
        if (argument.IsEmpty)
        {
            return null;
        }

        var said = by.Room.Moderation.Announce(by.Member, argument);
        if (said.Refusal is null)
        {
            by.Record($"said as the server: {argument.ToString()}");
        }

        return said;
    }

    private static CommandResult Fail(CommandContext by, MemberStatus memberStatus)
    {
        var tries = memberStatus.AddWrongTry();
        by.Record($"gave a wrong operators' password, {tries} of {MemberStatus.MaxTries}");
        if (tries < MemberStatus.MaxTries)
        {
            return CommandResult.Unless(Refusal.WrongPassword);
        }

        // Left unsaid to the others, who know of no password.
        by.Rooms.Moderator.Expel((reader, _) => reader == by.Member, new Expulsion(Refusal.TooManyPasswords, ""));
        return CommandResult.Done;
    }

    private static CommandResult SetLock(CommandContext by, bool isLocked)
    {
        by.Rooms.Moderator.TopicLocks.Set(by.Room.Name, isLocked);
        by.Record(isLocked ? "locked the topic" : "unlocked the topic");
        by.Notify(isLocked ? "Only operators may set the topic now." : "Everybody may set the topic again.");
        return CommandResult.Done;
    }

    /// <summary>Why nothing can be done to whoever has that name here, or null.</summary>
    public static Refusal? WhyNot(CommandContext by, string name, out Member? member)
    {
        member = null;
        return !Nickname.TryParse(name, out var wanted) || !by.Room.Moderation.TryFind(wanted, out member) ? Refusal.NobodyNamed(name)
            : member == by.Member ? Refusal.Yourself
            : null;
    }
}
