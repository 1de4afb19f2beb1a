using System.Text;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Rooms;

/// <summary>The commands of operators, and the one that makes an operator.</summary>
internal static class OperatorCommands
{
    /// <summary>The password is neither shown nor kept, be it right or wrong.</summary>
    public static CommandResult? Become(Typist by, ChatText argument)
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

        var standing = by.Member.MakeStanding();
        if (standing.HasTriedEnough)
        {
            return CommandResult.Unless(Refusal.TooManyPasswords);
        }

        if (!moderator.IsPassword(argument.Bytes.TrimEnd((byte)' ')))
        {
            return Fail(by, standing);
        }

        standing.BecomeOperator();
        moderator.Record(by, "became an operator");
        by.Notify("You are an operator now; /help lists what you can do.");
        return CommandResult.Done;
    }

    public static CommandResult? Kick(Typist by, ChatText argument)
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

        by.Rooms.Moderator.Record(by, $"kicked {name}{because}");
        return CommandResult.Done;
    }

    public static CommandResult? Mute(Typist by, ChatText argument)
    {
        var name = Encoding.UTF8.GetString(argument.FirstWord(out var rest));
        var time = rest.ToString().TrimEnd();
        if (name.Length == 0)
        {
            return null;
        }

        var length = TimeSpan.Zero;
        if (time.Length > 0 && !TermReader.TryParse(time, out length))
        {
            return CommandResult.Unless(Refusal.BadTerm(time));
        }

        if (WhyNot(by, name, out var member) is { } whyNot)
        {
            return CommandResult.Unless(whyNot);
        }

        var until = time.Length == 0 ? long.MaxValue : by.Rooms.Moderator.Bans.Now + (long)length.TotalMilliseconds;
        var term = time.Length == 0 ? "" : $" until {UtcTime.Full(until)} UTC";
        member!.MakeStanding().MutedUntil = until;
        by.Rooms.Moderator.Record(by, $"muted {name}{term}");
        by.Room.Notify(member, Refusal.Muted(term).Text);
        by.Notify($"{member.Name} is muted{term}.");
        return CommandResult.Done;
    }

    public static CommandResult? Unmute(Typist by, ChatText argument)
    {
        var name = argument.ToString().TrimEnd();
        if (name.Length == 0)
        {
            return null;
        }

        if (!Nickname.TryParse(name, out var wanted) || !by.Room.Moderation.TryFind(wanted, out var member))
        {
            return CommandResult.Unless(Refusal.NobodyNamed(name));
        }

        if (member.Standing is not { MutedUntil: > 0 } standing)
        {
            by.Notify($"{member.Name} is not muted.");
            return CommandResult.Done;
        }

        standing.MutedUntil = 0;
        by.Rooms.Moderator.Record(by, $"unmuted {name}");
        by.Room.Notify(member, "You may speak again.");
        by.Notify($"{member.Name} may speak again.");
        return CommandResult.Done;
    }

    public static CommandResult? Lock(Typist by, ChatText argument) => SetLock(by, isLocked: true);

    public static CommandResult? Unlock(Typist by, ChatText argument) => SetLock(by, isLocked: false);

    public static CommandResult? Say(Typist by, ChatText argument)
    {
        if (argument.IsEmpty)
        {
            return null;
        }

        var said = by.Room.Moderation.Announce(by.Member, argument);
        if (said.Refusal is null)
        {
            by.Rooms.Moderator.Record(by, $"said as the server: {argument.ToString()}");
        }

        return said;
    }

    private static CommandResult Fail(Typist by, Standing standing)
    {
        var tries = standing.AddWrongTry();
        by.Rooms.Moderator.Record(by, $"gave a wrong operators' password, {tries} of {Standing.MaxTries}");
        if (tries < Standing.MaxTries)
        {
            return CommandResult.Unless(Refusal.WrongPassword);
        }

        // Left unsaid to the others, who know of no password.
        by.Rooms.Moderator.Expel((reader, _) => reader == by.Member, new Expulsion(Refusal.TooManyPasswords, ""));
        return CommandResult.Done;
    }

    private static CommandResult SetLock(Typist by, bool isLocked)
    {
        by.Room.Moderation.IsTopicLocked = isLocked;
        by.Rooms.Moderator.Record(by, isLocked ? "locked the topic" : "unlocked the topic");
        by.Notify(isLocked ? "Only operators may set the topic now." : "Everybody may set the topic again.");
        return CommandResult.Done;
    }

    /// <summary>Why nothing can be done to whoever has that name here, or null.</summary>
    private static Refusal? WhyNot(Typist by, string name, out Member? member)
    {
        member = null;
        return !Nickname.TryParse(name, out var wanted) || !by.Room.Moderation.TryFind(wanted, out member) ? Refusal.NobodyNamed(name)
            : member == by.Member ? Refusal.Yourself
            : null;
    }
}
