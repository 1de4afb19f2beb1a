using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Connections.Transports;
using ChatRoom.Server.Events;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Connections;

/// <summary>How a newcomer came through the gate.</summary>
/// <param name="End">Why it did not; null where it did.</param>
/// <param name="Rest">What the session begins with.</param>
internal readonly record struct PasswordResult(CloseNotice? End, byte[] Rest);

/// <summary>
/// Stands before everything where a password is needed: between a newcomer's first name and its session, so that who
/// does not know the password meets nothing of the rooms. Touched only by the connection's task.
/// </summary>
internal sealed class PasswordPrompt(Transport transport, Mailbox mailbox, Action wake, Passwords passwords, ServerOptions options, ServerEvents events)
{
    /// <summary>Lines that may be refused before the connection is closed.</summary>
    public const int MaxTries = 5;

    private const int ReceiveBytes = 4096;

    private readonly LineSplitter _lines = new(Limits.MaxLine);
    private readonly TelnetFilter _telnet = new();
    private ReadOnlyMemory<byte> _received;

    /// <summary>The line that enters, which is for the session.</summary>
    private byte[] _entry = [];

    /// <summary>Why the prompt is over; null: it is not, or the password was right.</summary>
    private CloseNotice? _end;

    /// <summary>The password that goes with the next line.</summary>
    private byte[]? _given;
    private bool _isAtEnd;
    private int _tries;

    private enum Found
    {
        /// <summary>Nothing that is a try; read on.</summary>
        Nothing,

        NeedMore,

        Right,

        Wrong,

        Ended,
    }

    /// <summary>Asks until the password is right; nothing but a limit on its time is needed, and no thread waits.</summary>
    public async ValueTask<PasswordResult> RunAsync(byte[] received, CancellationToken inTime)
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
                case Found.Right:
                    return new PasswordResult(null, [.. _entry, .. _received.Span]);
                case Found.Ended:
                    return new PasswordResult(_end, []);
                case Found.Wrong:
                    await Task.Delay(options.PasswordDelay, options.Time, inTime);
                    if (Refuse(Refusal.PasswordNotOurs))
                    {
                        return new PasswordResult(_end, []);
                    }

                    break;
                case Found.NeedMore when _isAtEnd:
                    return new PasswordResult(CloseNotice.Of(CloseReason.EndOfInput), []);
                case Found.NeedMore when !await transport.WaitReadableAsync(inTime) || !TryReceive():
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
        if (mailbox.Dialect != Dialect.Line || !_telnet.Concerns(received.Span))
        {
            return received;
        }

        var text = new byte[received.Length + 2];
        return text.AsMemory(0, _telnet.Strip(received.Span, text));
    }

    private Found Next()
    {
        var rest = _received.Span;
        var result = _lines.Next(ref rest, out var line);
        _received = _received[^rest.Length..];
        if (result == SplitResult.NeedMore && !(_isAtEnd && mailbox.Dialect == Dialect.Line && _lines.TryFlush(evenInsideCharacter: true, out line)))
        {
            return Found.NeedMore;
        }

        return result == SplitResult.TooLong ? RefusedAs(Refusal.TooLong)
            : mailbox.Dialect == Dialect.Typed ? AcceptTyped(line)
            : line.IsEmpty ? Found.Nothing
            : Judge(line);
    }

    /// <summary>A password alone says nothing: the line that enters with it is answered, and is the session's where it is right.</summary>
    private Found AcceptTyped(ReadOnlySpan<byte> line)
    {
        var result = ClientLineParser.TryParse(line, out var said);
        switch (said.Kind)
        {
            case var _ when result == ParseResult.UnknownWord:
                return Found.Nothing;
            case var _ when result == ParseResult.Malformed:
                return RefusedAs(Refusal.BadLine);
            case ClientLineKind.Password:
                _given = said.Text.ToArray();
                return Found.Nothing;
            case ClientLineKind.Ping:
                return Pong(said.Text);
            case ClientLineKind.Pong:
                return Found.Nothing;
            case ClientLineKind.Quit:
                _end = CloseNotice.Of(CloseReason.Quit);
                return Found.Ended;
            case ClientLineKind.Join or ClientLineKind.Send or ClientLineKind.Watch or ClientLineKind.Who when _given is { } given:
                _given = null;
                _entry = [.. line, (byte)'\n'];
                return Judge(given);
            default:
                return RefusedAs(Refusal.PasswordNeeded, said.Number);
        }
    }

    private Found Judge(ReadOnlySpan<byte> given)
    {
        if (passwords.Entry is not { } password)
        {
            return Found.Right;
        }

        var attempt = passwords.PasswordAttempts.Judge(password, given, transport.RemoteAddress);
        switch (attempt.Verdict)
        {
            case Verdict.Right:
                return Found.Right;
            case Verdict.Blocked:
                events.LockedOut(transport.RemoteAddress);
                _end = NoPassword(Refusal.LockedOut(attempt.Remaining));
                return Found.Ended;
            default:
                events.WrongPassword(transport.RemoteAddress, attempt.Wrong, PasswordAttempts.Most);
                return Found.Wrong;
        }
    }

    private Found Pong(ReadOnlySpan<byte> text)
    {
        Span<byte> scratch = stackalloc byte[Limits.FilterScratch];
        if (!ChatText.TryParse(text, scratch, out var token))
        {
            return RefusedAs(Refusal.TooLong);
        }

        Tell(new ServerLine { Kind = ServerLineKind.Pong, Text = token.Bytes });
        return Found.Nothing;
    }

    private Found RefusedAs(Refusal refusal, long number = 0) => Refuse(refusal, number) ? Found.Ended : Found.Nothing;

    /// <summary>Says why something was refused; true where that was once too often.</summary>
    private bool Refuse(Refusal refusal, long number = 0)
    {
        Tell(ServerLines.Error(refusal, number));
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

    private void Tell(in ServerLine line)
    {
        mailbox.TryAdd(default, line);
        wake();
    }
}
