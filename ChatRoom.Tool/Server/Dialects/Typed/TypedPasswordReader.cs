using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Fanout;

namespace ChatRoom.Server.Dialects.Typed;

/// <summary>
/// Reads the password of a program, which sends it without being asked. It is checked together with the entering line
/// after it. The session gets that line if the password is right.
/// </summary>
internal sealed class TypedPasswordReader(Mailbox mailbox) : PasswordReader
{
    /// <summary>The password that belongs to the next line.</summary>
    private byte[]? _given;

    /// <summary>The line after the password.</summary>
    private byte[] _entry = [];

    public override byte[] Rest => [.. _entry, .. base.Rest];

    protected override PasswordInput Read(ReadOnlySpan<byte> line)
    {
        var result = ClientLineParser.TryParse(line, out var clientLine);
        switch (clientLine.Kind)
        {
            case var _ when result == ParseResult.UnknownWord:
                return new PasswordInput(PasswordInputKind.Nothing);
            case var _ when result == ParseResult.Malformed:
                return PasswordInput.Refused(Refusal.BadLine);
            case ClientLineKind.Password:
                _given = clientLine.Text.ToArray();
                return new PasswordInput(PasswordInputKind.Nothing);
            case ClientLineKind.Ping:
                return Pong(clientLine.Text);
            case ClientLineKind.Pong:
                return new PasswordInput(PasswordInputKind.Nothing);
            case ClientLineKind.Quit:
                return new PasswordInput(PasswordInputKind.Quit);
            case ClientLineKind.Join or ClientLineKind.Send or ClientLineKind.Watch or ClientLineKind.Who or ClientLineKind.Commands or ClientLineKind.Rooms or ClientLineKind.Cluster when _given is { } given:
                _given = null;
                _entry = [.. line, (byte)'\n'];
                return PasswordInput.Given(given);
            default:
                return PasswordInput.Refused(Refusal.PasswordNeeded, clientLine.Number);
        }
    }

    private PasswordInput Pong(ReadOnlySpan<byte> text)
    {
        Span<byte> scratch = stackalloc byte[Limits.FilterScratch];
        if (!ChatText.TryParse(text, scratch, out var token))
        {
            return PasswordInput.Refused(Refusal.TooLong);
        }

        mailbox.TryAdd(default, new ServerLine { Kind = ServerLineKind.Pong, Text = token.Bytes });
        return new PasswordInput(PasswordInputKind.Nothing);
    }
}
