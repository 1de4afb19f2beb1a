using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Rooms.SlashCommands;

/// <summary>Makes somebody an operator by the operators' password. Stateless.</summary>
internal static class OperatorLogin
{
    /// <summary>Returns why not; null: they are an operator now. The password is neither shown nor kept, even if it is wrong.</summary>
    /// <param name="from">Their address; null: they come over no network.</param>
    /// <param name="record">Reports what they did, such as <c>became an operator</c>.</param>
    /// <param name="isLast">They gave too many wrong ones, and are to be sent away.</param>
    public static Refusal? Try(Moderator moderator, MemberStatus status, ReadOnlySpan<byte> password, IPAddress? from, Action<string> record, out bool isLast)
    {
        isLast = false;
        if (!moderator.HasOperators)
        {
            return Refusal.NoOperators;
        }

        if (status.HasTooManyTries)
        {
            return Refusal.TooManyPasswords;
        }

        var passwordAttempt = moderator.CheckOperatorPassword(password, from);
        switch (passwordAttempt.PasswordVerdict)
        {
            case PasswordVerdict.Blocked:
                record("gave an operators' password that was not checked: too many from that address were wrong");
                return Refusal.LockedOut(passwordAttempt.Remaining);
            case PasswordVerdict.Wrong:
                var tries = status.AddWrongTry();
                record($"gave a wrong operators' password, {tries} of {MemberStatus.MaxTries}");
                isLast = tries >= MemberStatus.MaxTries;
                return Refusal.WrongPassword;
            default:
                status.BecomeOperator();
                record("became an operator");
                return null;
        }
    }
}
