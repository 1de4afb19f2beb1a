using ChatRoom.Client.Options;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Line;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Connecting;

/// <summary>
/// A connection to a server of the tutorial's kind: it relays what it receives as it is, to the sender
/// as well, and knows neither lines nor acknowledgements. One receive of it is meant to be one message,
/// so each message is sent on its own, as bare ASCII that its other clients survive, and the next one waits
/// until it came back, and for a pause in which those clients can take it in.
/// </summary>
/// <param name="clientStream">The connection.</param>
/// <param name="lines">Splits what is received.</param>
/// <param name="unread">What was received already.</param>
/// <param name="name">Ours, as it stands in front of what we say.</param>
/// <param name="options">Whether the user asked for a server of this kind, and the clock.</param>
internal sealed class TutorialLink(ClientStream clientStream, LineSplitter lines, ReadOnlyMemory<byte> unread, Nickname name, ClientOptions options)
    : Link(clientStream)
{
    /// <summary>Long enough for a busy server to take one message before the next.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a message of ours may take to come back: longer than a server is stopped for a moment.</summary>
    public static readonly TimeSpan EchoTimeout = TimeSpan.FromSeconds(15);

    /// <summary>How long a server may take to answer a name before something is said: one receive of it must not hold both.</summary>
    public static readonly TimeSpan NameTimeout = TimeSpan.FromSeconds(3);

    private static ReadOnlySpan<byte> Welcome => "Connected to server!"u8;

    private ReadOnlyMemory<byte> _unread = unread;
    private readonly Echo _echo = new();
    private bool _echoes = true;

    /// <summary>That server let us in when it took the name, and cannot refuse one.</summary>
    public override Task<(Admission? Admission, Failure? Failure)> EnterAsync(JoinRequest joinRequest, TimeLimit limit) =>
        Task.FromResult<(Admission?, Failure?)>(joinRequest.Role switch
        {
            Role.Watcher => (null, new Failure(
                Outcome.ProtocolError,
                "this server cannot be read without joining it, as it is no chatroom server; join it with 'chatroom client'")),
            Role.Sender when !options.IsTutorial => (null, new Failure(
                Outcome.ProtocolError,
                "nothing was said: this is a server of the tutorial's kind, which acknowledges nothing; say it all the same with --tutorial")),
            _ => (new Admission(joinRequest.Name.ToString(), 0, 1), null),
        });

    public override bool AskWho(string room) => false;

    public override bool AskPong(ReadOnlySpan<byte> text) => false;

    /// <summary>
    /// Says a text; true if all of it came back, so that the server has it. Nothing can be said as one here, and nothing
    /// is a command.
    /// </summary>
    public Task<bool> SayAsync(ReadOnlySpan<byte> text)
    {
        var message = new ServerLine { Kind = ServerLineKind.Message, Name = name.Bytes, Text = text };
        var encoded = new byte[ServerLine.MaxEncoded];
        return SendEachAsync(encoded.AsMemory(0, TutorialWriter.Write(message, encoded)));
    }

    public override async Task<bool> ReceiveAsync(LineHandler handler, CancellationToken cancel)
    {
        var bytes = !_unread.IsEmpty ? _unread : await ClientStream.ReceiveAsync(cancel) ? ClientStream.Received : default;
        _unread = default;
        if (bytes.IsEmpty)
        {
            _echo.End();
            return false;
        }

        _echo.Receive(bytes.Span);
        Show(bytes.Span, handler);
        return true;
    }

    /// <summary>
    /// Hangs up hard, because that server does not see a polite end. Nothing is lost by it: our last message
    /// came back, or was given its time.
    /// </summary>
    public override Task LeaveAsync()
    {
        ClientStream.Reset();
        return Task.CompletedTask;
    }

    private async Task<bool> SendEachAsync(ReadOnlyMemory<byte> messages)
    {
        var isBack = true;
        while (!messages.IsEmpty)
        {
            var end = messages.Span.IndexOfAny((byte)'\n', (byte)'\r');
            var message = messages[..end].ToArray();
            var back = _echo.Expect(message);
            ClientStream.Write(message);
            await ClientStream.FlushAsync();
            await WaitForEchoAsync(back);
            await Task.Delay(Pause, options.Time);
            _echoes = back.IsCompleted;
            isBack &= back is { IsCompleted: true, Result: true };
            messages = messages[(end + 1)..];
        }

        return isBack;
    }

    /// <summary>Waits until the message came back; a server that does not echo is waited for once.</summary>
    private async Task WaitForEchoAsync(Task<bool> back)
    {
        try
        {
            await (_echoes ? back.WaitAsync(EchoTimeout, options.Time) : Task.CompletedTask);
        }
        catch (TimeoutException)
        {
            // The caller sees that it did not come back.
        }
    }

    private void Show(ReadOnlySpan<byte> bytes, LineHandler handler)
    {
        // It says both to a newcomer without a pause, so that they may come as one.
        if (bytes.EndsWith(Welcome) && bytes[..^Welcome.Length].EndsWith(" joined!"u8))
        {
            Show(bytes[..^Welcome.Length], handler);
            bytes = Welcome;
        }

        while (lines.Next(ref bytes, out var line) is var found and not SplitResult.NeedMore)
        {
            if (found == SplitResult.Line && !line.IsEmpty)
            {
                handler(new ServerLine { Kind = ServerLineKind.Relayed, Text = line });
            }
        }

        if (lines.TryFlush(evenInsideCharacter: false, out var rest))
        {
            handler(new ServerLine { Kind = ServerLineKind.Relayed, Text = rest });
        }
    }
}
