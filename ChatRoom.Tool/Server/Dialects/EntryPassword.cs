using System.Net;
using ChatRoom.Server.Events;
using ChatRoom.Server.Moderation;

namespace ChatRoom.Server.Dialects;

/// <summary>Checks the server's password of a newcomer, and reports a wrong one. Wrong ones at all doors count together. Stateless.</summary>
internal static class EntryPassword
{
    /// <summary>If the server has no password, every one is right.</summary>
    public static PasswordAttempt Check(Passwords passwords, ReadOnlySpan<byte> given, IPAddress from, Door door, ServerEvents events)
    {
        if (passwords.Entry is not { } password)
        {
            return new PasswordAttempt(PasswordVerdict.Right, 0, TimeSpan.Zero);
        }

        var passwordAttempt = passwords.Attempts.Check(password, given, from);
        switch (passwordAttempt.PasswordVerdict)
        {
            case PasswordVerdict.Right:
                break;
            case PasswordVerdict.Blocked:
                events.LockedOut(from, door);
                break;
            default:
                events.WrongPassword(from, door, passwordAttempt.Wrong, PasswordAttempts.MaxWrong);
                break;
        }

        return passwordAttempt;
    }
}
