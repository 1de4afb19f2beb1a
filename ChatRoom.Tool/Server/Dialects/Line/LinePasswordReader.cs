using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;
using ChatRoom.Server.Fanout;

namespace ChatRoom.Server.Dialects.Line;

/// <summary>Asks a person for the password. Each line is one, even one that the end of the input cut.</summary>
internal sealed class LinePasswordReader(Mailbox mailbox) : PasswordReader
{
    private readonly TelnetFilter _telnet = new();

    public override void Ask()
    {
        mailbox.TryAddRaw(default, Greeting.AskPassword);
    }

    protected override ReadOnlyMemory<byte> Filter(ReadOnlyMemory<byte> bytes)
    {
        if (!_telnet.NeedsFiltering(bytes.Span))
        {
            return bytes;
        }

        var text = new byte[bytes.Length + 2];
        return text.AsMemory(0, _telnet.Strip(bytes.Span, text));
    }

    protected override bool TryReadUnfinished(out ReadOnlySpan<byte> line) => Lines.TryFlush(evenInsideCharacter: true, out line);

    protected override PasswordInput Read(ReadOnlySpan<byte> line) =>
        line.IsEmpty ? new PasswordInput(PasswordInputKind.Nothing) : PasswordInput.Given(line);
}
