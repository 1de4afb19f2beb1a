using ChatRoom.Client.Options;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Line;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Connecting;

/// <summary>
/// A connection to a tutorial server, which relays received bytes unchanged to all, including the sender.
/// It knows neither lines nor acknowledgements, and takes the bytes of one receive as one message.
/// So the client sends one message at a time, in ASCII, which the tutorial's clients can decode.
/// Before the next one it waits until the message came back, and for a pause in which those clients can read it.
/// </summary>
/// <param name="clientStream">The connection.</param>
/// <param name="lines">Splits received bytes.</param>
/// <param name="unread">Bytes that were received already.</param>
/// <param name="name">The client's name, which stands before each message.</param>
/// <param name="options">The clock, and whether the user asked for a tutorial server.</param>
internal sealed class TutorialLink(ClientStream clientStream, LineSplitter lines, ReadOnlyMemory<byte> unread, Nickname name, ClientOptions options)
    : Link(clientStream)
{
    /// <summary>Long enough for a busy server to receive one message before the next.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a message may take to come back; long enough for a server that is stopped for a moment.</summary>
    public static readonly TimeSpan EchoTimeout = TimeSpan.FromSeconds(15);

    /// <summary>How long to wait for an answer to the name before the first message: the server must not receive both at once.</summary>
    public static readonly TimeSpan NameTimeout = TimeSpan.FromSeconds(3);

    private static ReadOnlySpan<byte> Welcome => "Connected to server!"u8;

    private ReadOnlyMemory<byte> _unread = unread;
    private readonly Echo _echo = new();
    private bool _echoes = true;

    /// <summary>Such a server has already let the client in when it received the name, and cannot refuse it.</summary>
    public override Task<(Admission? Admission, Failure? Failure)> JoinAsync(JoinRequest joinRequest, TimeLimit limit) =>
        Task.FromResult<(Admission?, Failure?)>(joinRequest.Role switch
        {
            Role.Watcher => (null, new Failure(
                Outcome.ProtocolError,
                "this server cannot be read without joining it, as it is no chatroom server; join it with 'chatroom client'")),
            Role.Sender when !options.IsTutorial => (null, new Failure(
                Outcome.ProtocolError,
                "nothing was said: this is a tutorial server, which acknowledges nothing; use --tutorial to say it without acknowledgements")),
            _ => (new Admission(joinRequest.Name.ToString(), 0, 1), null),
        });

    public override bool Ask(Question question, string room) => false;

    public override bool Ping(ReadOnlySpan<byte> text) => false;

    /// <summary>
    /// Says a text; true if all of it came back, which means that the server has received it. This kind of server has
    /// neither groups of lines nor commands.
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
    /// Closes with a reset, because such a server does not notice an orderly close. Nothing is lost: the last message
    /// came back, or its time is over.
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

    /// <summary>Waits until the message came back. If the last one did not, this one is not waited for.</summary>
    private async Task WaitForEchoAsync(Task<bool> back)
    {
        try
        {
            await (_echoes ? back.WaitAsync(EchoTimeout, options.Time) : Task.CompletedTask);
        }
        catch (TimeoutException)
        {
            // The caller sees that the task is not completed.
        }
    }

    private void Show(ReadOnlySpan<byte> bytes, LineHandler handler)
    {
        // The server sends both texts to a new client without a pause, so that one receive may hold both.
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
