using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Connections.Transports;
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
/// Asks for the server's password, after the first name and before the session. Without the password a client
/// sees nothing: no members, no topics. The connection's task only.
/// </summary>
internal sealed class PasswordPrompt(Transport transport, Mailbox mailbox, Action wake, Passwords passwords, ServerOptions options, ServerEvents events)
{
    /// <summary>Refused lines after which the connection is closed.</summary>
    public const int MaxTries = 5;

    private const int ReceiveBytes = 4096;

    private readonly LineSplitter _lines = new(Limits.MaxLine);
    private readonly TelnetFilter _telnet = new();
    private ReadOnlyMemory<byte> _received;

    /// <summary>The line after a typed password, which the session gets.</summary>
    private byte[] _entry = [];

    /// <summary>Why the connection is closed; null: it is not.</summary>
    private CloseNotice? _end;

    /// <summary>The password that belongs to the next line.</summary>
    private byte[]? _given;
    private bool _isAtEnd;
    private int _tries;

    private enum Step
    {
        /// <summary>No attempt; read the next line.</summary>
        Nothing,

        NeedMore,

        Right,

        Wrong,

        Ended,
    }

    /// <summary>Asks until the password is right or the peer may not try again. Throws if it is cancelled.</summary>
    public async ValueTask<PasswordResult> RunAsync(byte[] received, CancellationToken deadline)
    {
        _received = WithoutTelnet(received);
        if (mailbox.Dialect == Dialect.Tutorial)
        {
            return new PasswordResult(NoPassword(Refusal.CannotGivePassword), []);
        }

        if (mailbox.Dialect == Dialect.Line)
        {
            Ask();
        }

        while (true)
        {
            switch (Next())
            {
                case Step.Right:
                    return new PasswordResult(null, [.. _entry, .. _received.Span]);
                case Step.Ended:
                    return new PasswordResult(_end, []);
                case Step.Wrong:
                    await Task.Delay(options.PasswordDelay, options.Time, deadline);
                    if (Refuse(Refusal.PasswordRefused))
                    {
                        return new PasswordResult(_end, []);
                    }

                    break;
                case Step.NeedMore when _isAtEnd:
                    return new PasswordResult(CloseNotice.Of(CloseReason.EndOfInput), []);
                case Step.NeedMore when !await transport.WaitReadableAsync(deadline) || !TryReceive():
                    return new PasswordResult(CloseNotice.Of(CloseReason.Lost), []);
                default:
                    break;
            }
        }
    }

    private bool TryReceive()
    {
        var buffer = new byte[ReceiveBytes];
        var result = transport.TryReceive(buffer, out var length);
        _isAtEnd = result == TransportResult.EndOfInput;
        _received = WithoutTelnet(buffer.AsMemory(0, length));
        return result != TransportResult.Lost;
    }

    private ReadOnlyMemory<byte> WithoutTelnet(ReadOnlyMemory<byte> received)
    {
        if (mailbox.Dialect != Dialect.Line || !_telnet.NeedsFiltering(received.Span))
        {
            return received;
        }

        var text = new byte[received.Length + 2];
        return text.AsMemory(0, _telnet.Strip(received.Span, text));
    }

    private Step Next()
    {
        var rest = _received.Span;
        var result = _lines.Next(ref rest, out var line);
        _received = _received[^rest.Length..];
        if (result == SplitResult.NeedMore && !(_isAtEnd && mailbox.Dialect == Dialect.Line && _lines.TryFlush(evenInsideCharacter: true, out line)))
        {
            return Step.NeedMore;
        }

        return result == SplitResult.TooLong ? RefuseLine(Refusal.TooLong)
            : mailbox.Dialect == Dialect.Typed ? AcceptTyped(line)
            : line.IsEmpty ? Step.Nothing
            : Check(line);
    }

    /// <summary>A typed password is checked together with the line after it. The session gets that line if the password is right.</summary>
    private Step AcceptTyped(ReadOnlySpan<byte> line)
    {
        var result = ClientLineParser.TryParse(line, out var clientLine);
        switch (clientLine.Kind)
        {
            case var _ when result == ParseResult.UnknownWord:
                return Step.Nothing;
            case var _ when result == ParseResult.Malformed:
                return RefuseLine(Refusal.BadLine);
            case ClientLineKind.Password:
                _given = clientLine.Text.ToArray();
                return Step.Nothing;
            case ClientLineKind.Ping:
                return Pong(clientLine.Text);
            case ClientLineKind.Pong:
                return Step.Nothing;
            case ClientLineKind.Quit:
                _end = CloseNotice.Of(CloseReason.Quit);
                return Step.Ended;
            case ClientLineKind.Join or ClientLineKind.Send or ClientLineKind.Watch or ClientLineKind.Who when _given is { } given:
                _given = null;
                _entry = [.. line, (byte)'\n'];
                return Check(given);
            default:
                return RefuseLine(Refusal.PasswordNeeded, clientLine.Number);
        }
    }

    private Step Check(ReadOnlySpan<byte> given)
    {
        if (passwords.Entry is not { } password)
        {
            return Step.Right;
        }

        var passwordAttempt = passwords.Attempts.Check(password, given, transport.RemoteAddress);
        switch (passwordAttempt.PasswordVerdict)
        {
            case PasswordVerdict.Right:
                return Step.Right;
            case PasswordVerdict.Blocked:
                events.LockedOut(transport.RemoteAddress);
                _end = NoPassword(Refusal.LockedOut(passwordAttempt.Remaining));
                return Step.Ended;
            default:
                events.WrongPassword(transport.RemoteAddress, passwordAttempt.Wrong, PasswordAttempts.MaxWrong);
                return Step.Wrong;
        }
    }

    private Step Pong(ReadOnlySpan<byte> text)
    {
        Span<byte> scratch = stackalloc byte[Limits.FilterScratch];
        if (!ChatText.TryParse(text, scratch, out var token))
        {
            return RefuseLine(Refusal.TooLong);
        }

        Send(new ServerLine { Kind = ServerLineKind.Pong, Text = token.Bytes });
        return Step.Nothing;
    }

    private Step RefuseLine(Refusal refusal, long number = 0) => Refuse(refusal, number) ? Step.Ended : Step.Nothing;

    /// <summary>Sends why a line was refused; true if that was the last attempt.</summary>
    private bool Refuse(Refusal refusal, long number = 0)
    {
        Send(ServerLines.Error(refusal, number));
        if (++_tries >= MaxTries)
        {
            _end = NoPassword(Refusal.TooManyPasswords);
            return true;
        }

        if (mailbox.Dialect == Dialect.Line)
        {
            Ask();
        }

        return false;
    }

    private static CloseNotice NoPassword(Refusal farewell) => new(CloseReason.NoPassword, farewell);

    private void Ask()
    {
        mailbox.TryAddRaw(default, Greeting.AskPassword);
        wake();
    }

    private void Send(in ServerLine line)
    {
        mailbox.TryAdd(default, line);
        wake();
    }
}
