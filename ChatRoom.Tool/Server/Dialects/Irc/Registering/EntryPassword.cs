using System.Net;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Events;
using ChatRoom.Server.Moderation;

namespace ChatRoom.Server.Dialects.Irc.Registering;

/// <summary>Checks the server's password that an IRC client gives. Wrong ones count together with those of all doors.</summary>
internal static class EntryPassword
{
    /// <summary>Returns why the password is refused, or null. A wrong one is answered late, so that guessing is slow.</summary>
    public static async ValueTask<Refusal?> WhyNotAsync(IrcClient client, string given)
    {
        var passwords = client.Rooms.Moderator.Passwords;
        if (passwords.Entry is not { } password)
        {
            return null;
        }

        var (server, from) = (client.Server, client.Address ?? IPAddress.None);
        var attempt = passwords.Attempts.Check(password, Encoding.UTF8.GetBytes(given), from);
        switch (attempt.PasswordVerdict)
        {
            case PasswordVerdict.Right:
                return null;
            case PasswordVerdict.Blocked:
                server.Events.LockedOut(from, Door.Irc);
                return Refusal.LockedOut(attempt.Remaining);
            default:
                server.Events.WrongPassword(from, Door.Irc, attempt.Wrong, PasswordAttempts.MaxWrong);
                await Task.Delay(server.Options.PasswordDelay, server.Options.Time);
                return Refusal.PasswordRefused;
        }
    }
}
