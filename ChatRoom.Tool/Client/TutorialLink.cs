using ChatRoom.Protocol;
using ChatRoom.Protocol.Plain;

namespace ChatRoom.Client;

/// <summary>
/// A connection to a server of the tutorial's kind: it relays what it receives as it is, to the sender
/// as well, and knows neither lines nor acknowledgements. One receive of it is meant to be one message,
/// so each message is sent on its own, as bare ASCII that its other clients survive, and the next one waits
/// until it came back, and for a pause in which those clients can take it in.
/// </summary>
internal sealed class TutorialLink(Wire wire, LineSplitter lines, ReadOnlyMemory<byte> unread, Nickname name, TimeProvider time)
    : Link(wire)
{
    /// <summary>Long enough for a busy server to take one message before the next.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a message of ours may take to come back.</summary>
    public static readonly TimeSpan EchoTimeout = TimeSpan.FromSeconds(1);

    private static ReadOnlySpan<byte> Welcome => "Connected to server!"u8;

    private ReadOnlyMemory<byte> _unread = unread;
    private volatile byte[] _lastSaid = [];
    private volatile TaskCompletionSource _echo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _echoes = true;

    /// <summary>That server let us in when it took the name, and cannot refuse one.</summary>
    public override Task<(Admission? Admission, Failure? Failure)> EnterAsync(Entry entry, TimeLimit limit) =>
        Task.FromResult<(Admission?, Failure?)>(entry.Role != Role.Watcher
            ? (new Admission(entry.Name.ToString(), 0, 1), null)
            : (null, new Failure(
                Outcome.ProtocolError,
                "this server cannot be read without joining it, as it is no chatroom server; join it with 'chatroom client'")));

    public override bool AskWho(string room) => false;

    public override bool AskPong(ReadOnlySpan<byte> text) => false;

    /// <summary>Says a text. Nothing can be said as one here, and nothing is a command.</summary>
    public ValueTask SayAsync(ReadOnlySpan<byte> text)
    {
        var message = new ServerLine { Kind = ServerLineKind.Message, Name = name.Bytes, Text = text };
        var encoded = new byte[ServerLine.MaxEncoded];
        return new ValueTask(SendEachAsync(encoded.AsMemory(0, TutorialWriter.Write(message, encoded))));
    }

    public override async Task<bool> ReceiveAsync(LineHandler handler, CancellationToken cancel)
    {
        var bytes = !_unread.IsEmpty ? _unread : await Wire.ReceiveAsync(cancel) ? Wire.Received : default;
        _unread = default;
        if (bytes.IsEmpty)
        {
            _echo.TrySetResult();
            return false;
        }

        if (bytes.Span.IndexOf(_lastSaid) >= 0)
        {
            _echo.TrySetResult();
        }

        Show(bytes.Span, handler);
        return true;
    }

    /// <summary>
    /// Hangs up hard, because that server does not see a polite end. Nothing is lost by it: our last message
    /// came back, or was given its second.
    /// </summary>
    public override Task LeaveAsync()
    {
        Wire.Reset();
        return Task.CompletedTask;
    }

    private async Task SendEachAsync(ReadOnlyMemory<byte> messages)
    {
        while (!messages.IsEmpty)
        {
            var end = messages.Span.IndexOfAny((byte)'\n', (byte)'\r');
            _echo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _lastSaid = messages[..end].ToArray();
            Wire.Write(_lastSaid);
            await Wire.FlushAsync();
            await WaitForEchoAsync();
            await Task.Delay(Pause, time);
            messages = messages[(end + 1)..];
        }
    }

    /// <summary>Waits until the message came back; a server that does not echo is waited for once.</summary>
    private async Task WaitForEchoAsync()
    {
        if (!_echoes)
        {
            return;
        }

        try
        {
            await _echo.Task.WaitAsync(EchoTimeout, time);
        }
        catch (TimeoutException)
        {
            _echoes = false;
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
