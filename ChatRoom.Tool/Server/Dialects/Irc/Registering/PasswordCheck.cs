using System.Net;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Events;
using ChatRoom.Server.Moderation;

namespace ChatRoom.Server.Dialects.Irc.Registering;

/// <summary>Checks the server's password that an IRC client gives by PASS or AUTHENTICATE. Stateless.</summary>
internal static class PasswordCheck
{
    /// <summary>Returns why the password is refused, or null. A wrong one is answered late, so that guessing is slow.</summary>
    public static async ValueTask<Refusal?> WhyNotAsync(IrcClient client, string given)
    {
        var server = client.Server;
        var attempt = EntryPassword.Check(client.Rooms.Moderator.Passwords, Encoding.UTF8.GetBytes(given), client.Address ?? IPAddress.None, Door.Irc, server.Events);
        if (attempt.PasswordVerdict == PasswordVerdict.Wrong)
        {
            await Task.Delay(server.Options.PasswordDelay, server.Options.Time);
        }

        return attempt.PasswordVerdict switch
        {
            PasswordVerdict.Right => null,
            PasswordVerdict.Blocked => Refusal.LockedOut(attempt.Remaining),
            _ => Refusal.PasswordRefused,
        };
    }
}
