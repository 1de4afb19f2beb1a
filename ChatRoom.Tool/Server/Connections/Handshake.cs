using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Dialects;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Options;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.State;

namespace ChatRoom.Server.Connections;

/// <summary>The result of a handshake: the first input of the session, or the reason to close.</summary>
/// <param name="End">Why the connection is closed; null: the session begins.</param>
/// <param name="Dialect">The dialect of the session; null if there is none.</param>
/// <param name="Name">The name as the peer sent it.</param>
/// <param name="Rest">The bytes after the name and the password.</param>
internal readonly record struct HandshakeResult(CloseNotice? End, SessionDialect? Dialect, byte[] Name, byte[] Rest);

/// <summary>The steps before a session: the transport opens, the peer gives its name and, if there is one, the password.</summary>
/// <param name="spoken">The dialect in which the peer itself says its name; null: it is asked, and its answer shows its dialect.</param>
/// <param name="startSending">Starts to send in a dialect; returns the mailbox of the peer.</param>
internal sealed class Handshake(
    Transport transport, SessionDialect? spoken, Moderator moderator, Func<SessionDialect, Mailbox> startSending, ServerOptions options, ServerEvents events)
{
    /// <summary>Throws if it is cancelled, except for a password that does not come in time.</summary>
    /// <param name="isAsked">The peer was asked for its name.</param>
    /// <param name="deadline">Cancelled when the time is over, and by <paramref name="draining"/>.</param>
    public async ValueTask<HandshakeResult> RunAsync(bool isAsked, CancellationToken deadline, CancellationToken draining)
    {
        if (!await transport.OpenAsync(deadline))
        {
            return Close(CloseNotice.Of(CloseReason.Lost));
        }

        if (spoken is not null)
        {
            startSending(spoken);
            return new HandshakeResult(null, spoken, [], []);
        }

        var answer = await new NamePrompt(transport, options).RunAsync(isAsked, deadline);
        if (answer.End is { } badName)
        {
            if (badName.Farewell is not null)
            {
                startSending(answer.Dialect);
            }

            return Close(badName);
        }

        var mailbox = startSending(answer.Dialect);
        if (moderator.Bans.Find(transport.RemoteAddress) is { } ban)
        {
            events.TurnedAway(transport.RemoteAddress, transport.Door);
            return Close(CloseNotice.TurnedAway(BanText.Terms(ban)));
        }

        if (moderator.Passwords.Entry is null)
        {
            return new HandshakeResult(null, answer.Dialect, answer.Name, answer.Rest);
        }

        try
        {
            var prompt = new PasswordPrompt(transport, mailbox, moderator.Passwords, options, events);
            var passwordResult = await prompt.RunAsync(answer.Dialect.AskPassword(mailbox), answer.Rest, deadline);
            return new HandshakeResult(passwordResult.End, answer.Dialect, answer.Name, passwordResult.Rest);
        }
        catch (OperationCanceledException) when (!draining.IsCancellationRequested)
        {
            return Close(CloseNotice.NoPasswordInTime);
        }
    }

    private static HandshakeResult Close(CloseNotice notice) => new(notice, null, [], []);
}
