using ChatRoom.Protocol;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Dialects;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Connections;

/// <summary>The result of a password prompt.</summary>
/// <param name="End">Why the connection is closed; null: the password is right.</param>
/// <param name="Rest">The first input of the session.</param>
internal readonly record struct PasswordResult(CloseNotice? End, byte[] Rest);

/// <summary>
/// Judges a peer's attempts at the server's password, after the first name and before the session. Without the password a
/// client sees nothing: no members, no topics. The connection's task only.
/// </summary>
internal sealed class PasswordPrompt(Transport transport, Mailbox mailbox, Passwords passwords, ServerOptions options, ServerEvents events)
{
    /// <summary>Refused lines after which the connection is closed.</summary>
    public const int MaxTries = 5;

    private const int ReceiveBytes = 4096;

    private int _tries;

    /// <summary>Asks until the password is right or the peer may not try again. Throws if it is cancelled.</summary>
    /// <param name="reader">Asks the peer in its dialect; null: it cannot be asked.</param>
    public async ValueTask<PasswordResult> RunAsync(PasswordReader? reader, byte[] received, CancellationToken deadline)
    {
        if (reader is null)
        {
            return new PasswordResult(NoPassword(Refusal.CannotGivePassword), []);
        }

        reader.Add(received, isAtEnd: false);
        reader.Ask();
        while (true)
        {
            var input = reader.Next();
            CloseNotice? end = null;
            switch (input.Kind)
            {
                case PasswordInputKind.NeedMore:
                    end = await ReceiveAsync(reader, deadline);
                    break;
                case PasswordInputKind.Refused:
                    end = Refuse(reader, input.Refusal!, input.Number);
                    break;
                case PasswordInputKind.Quit:
                    end = CloseNotice.Of(CloseReason.Quit);
                    break;
                case PasswordInputKind.Given when Check(input.Password, out end) == PasswordVerdict.Right:
                    return new PasswordResult(null, reader.Rest);
                case PasswordInputKind.Given when end is null:
                    await Task.Delay(options.PasswordDelay, options.Time, deadline);
                    end = Refuse(reader, Refusal.PasswordRefused);
                    break;
                default:
                    break;
            }

            if (end is not null)
            {
                return new PasswordResult(end, []);
            }
        }
    }

    /// <summary>Receives more; returns why the connection is closed, or null.</summary>
    private async ValueTask<CloseNotice?> ReceiveAsync(PasswordReader reader, CancellationToken deadline)
    {
        if (reader.IsAtEnd)
        {
            return CloseNotice.Of(CloseReason.EndOfInput);
        }

        if (!await transport.WaitReadableAsync(deadline))
        {
            return CloseNotice.Of(CloseReason.Lost);
        }

        var buffer = new byte[ReceiveBytes];
        var result = transport.TryReceive(buffer, out var length);
        reader.Add(buffer.AsMemory(0, length), isAtEnd: result == TransportResult.EndOfInput);
        return result == TransportResult.Lost ? CloseNotice.Of(CloseReason.Lost) : null;
    }

    /// <summary>Judges a password.</summary>
    /// <param name="end">Why the connection is closed: too many wrong ones came from its address; null: it is not.</param>
    private PasswordVerdict Check(ReadOnlySpan<byte> given, out CloseNotice? end)
    {
        var passwordAttempt = EntryPassword.Check(passwords, given, transport.RemoteAddress, transport.Door, events);
        end = passwordAttempt.PasswordVerdict == PasswordVerdict.Blocked ? NoPassword(Refusal.LockedOut(passwordAttempt.Remaining)) : null;
        return passwordAttempt.PasswordVerdict;
    }

    /// <summary>Sends why a line was refused, and asks again; returns why the connection is closed if that was the last attempt, or null.</summary>
    private CloseNotice? Refuse(PasswordReader reader, Refusal refusal, long number = 0)
    {
        mailbox.TryAdd(default, ServerLines.Error(refusal, number));
        if (++_tries >= MaxTries)
        {
            return NoPassword(Refusal.TooManyPasswords);
        }

        reader.Ask();
        return null;
    }

    private static CloseNotice NoPassword(Refusal farewell) => new(CloseReason.NoPassword, farewell);
}
