using System.Text;
using System.Threading.Channels;

namespace ChatRoom.CommandLine;

/// <summary>
/// What a server logs, line by line: on standard error, or, while somebody chats on its terminal, for the chat to show
/// between what is said. Any thread may write.
/// </summary>
internal sealed class HostLog(TextWriter error) : TextWriter
{
    /// <summary>Lines that may wait for the chat; where more come, the oldest are let go.</summary>
    private const int MostWaiting = 1000;

    private readonly Lock _gate = new();
    private Channel<string>? _chat;

    public override Encoding Encoding => error.Encoding;

    public override void Write(char value) => throw new NotSupportedException("a log is written by lines");

    public override void WriteLine(string? value)
    {
        lock (_gate)
        {
            if (_chat is null)
            {
                error.WriteLine(value);
            }
            else
            {
                // A bug takes several.
                Array.ForEach((value ?? "").Split('\n'), line => _chat.Writer.TryWrite(line));
            }
        }
    }

    /// <summary>From now on lines go to a chat.</summary>
    public ChannelReader<string> BeginChat()
    {
        lock (_gate)
        {
            _chat = Channel.CreateBounded<string>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
            return _chat.Reader;
        }
    }

    /// <summary>The chat is over: what it has not shown, and what comes, goes to standard error.</summary>
    public void EndChat()
    {
        lock (_gate)
        {
            while (_chat?.Reader.TryRead(out var line) == true)
            {
                error.WriteLine(line);
            }

            _chat = null;
        }
    }
}
