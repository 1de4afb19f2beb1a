using System.Text;
using System.Threading.Channels;
using ChatRoom.Files;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;

namespace ChatRoom.CommandLine.Hosting;

/// <summary>
/// A server's log: on standard error or, during a chat on its terminal, in that chat. Any thread may write, and none waits, because
/// a thread of its own writes to standard error. That may be a terminal after Ctrl-S, or a pipe that nobody reads. Lines that do
/// not fit into the queue are counted, and the log reports their number as soon as it is read again. Guarded by its own lock.
/// </summary>
internal sealed class HostLog : TextWriter
{
    /// <summary>Lines that may wait for standard error: enough for many joins at once, and a few megabytes at most.</summary>
    private const int MaxWaiting = 8192;

    /// <summary>Lines that may wait for the chat. If more come, the oldest are dropped.</summary>
    private const int MaxForChat = 1000;

    /// <summary>How long the server's end waits for standard error.</summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(1);

    private readonly TextWriter _error;
    private readonly EventOptions _options;
    private readonly Thread _writer;
    private readonly object _lock = new();
    private readonly Queue<(string Line, long Missing)> _waiting = new();
    private Channel<string>? _chat;
    private bool _isComplete;

    /// <summary>Lines that did not fit, since the last report of them.</summary>
    private long _missing;
    private long _unwritten;

    /// <param name="error">Standard error. Only the writing thread uses it from now on.</param>
    /// <param name="options">The form and level of the lines.</param>
    public HostLog(TextWriter error, EventOptions options)
    {
        (_error, _options) = (error, options);
        _writer = new Thread(WriteAll) { IsBackground = true, Name = "log" };
        _writer.Start();
    }

    public override Encoding Encoding => _error.Encoding;

    /// <summary>The number of lines since the start that did not fit or could not be written.</summary>
    public long Unwritten => Volatile.Read(ref _unwritten);

    public override void Write(char value) => throw new NotSupportedException("a log is written by lines");

    public override void WriteLine(string? value)
    {
        lock (_lock)
        {
            if (_chat is null)
            {
                Add(value ?? "");
            }
            else
            {
                // The report of a bug has several lines.
                Array.ForEach((value ?? "").Split('\n'), line => _chat.Writer.TryWrite(line));
            }
        }
    }

    /// <summary>Sends the lines to a chat from now on.</summary>
    public ChannelReader<string> BeginChat()
    {
        lock (_lock)
        {
            _chat = Channel.CreateBounded<string>(new BoundedChannelOptions(MaxForChat) { FullMode = BoundedChannelFullMode.DropOldest });
            return _chat.Reader;
        }
    }

    /// <summary>Ends the chat: lines that it has not shown, and later lines, go to standard error.</summary>
    public void EndChat()
    {
        lock (_lock)
        {
            while (_chat?.Reader.TryRead(out var line) == true)
            {
                Add(line);
            }

            _chat = null;
        }
    }

    /// <summary>Takes no more lines, and waits a bounded time until all are written.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isComplete = true;
            Monitor.Pulse(_lock);
        }

        _writer.Join(EndTimeout);
    }

    protected override void Dispose(bool disposing)
    {
        Complete();
        base.Dispose(disposing);
    }

    /// <summary>After a line that did not fit, no line is taken until half of the queue is free, so that a gap is reported once.</summary>
    private void Add(string line)
    {
        if (_waiting.Count == MaxWaiting || (_missing > 0 && _waiting.Count > MaxWaiting / 2))
        {
            _missing++;
            Interlocked.Increment(ref _unwritten);
            return;
        }

        _waiting.Enqueue((line, _missing));
        _missing = 0;
        Monitor.Pulse(_lock);
    }

    private void WriteAll()
    {
        long failed = 0;
        while (TryTake(out var line, out var missing))
        {
            var unreported = failed + missing;
            var isReported = unreported == 0 || TryWrite(EventLog.Unwritten(_options, unreported));
            failed = isReported ? 0 : unreported;
            if (line is not null && !(isReported && TryWrite(line)))
            {
                failed++;
                Interlocked.Increment(ref _unwritten);
            }
        }
    }

    /// <summary>Waits for the next line, or for the number of missing lines if no line follows them. False at the end.</summary>
    private bool TryTake(out string? line, out long missing)
    {
        lock (_lock)
        {
            while (_waiting.Count == 0 && _missing == 0 && !_isComplete)
            {
                Monitor.Wait(_lock);
            }

            if (_waiting.TryDequeue(out var next))
            {
                (line, missing) = next;
                return true;
            }

            (line, missing, _missing) = (null, _missing, 0);
            return missing > 0;
        }
    }

    /// <summary>A reader that is gone or a full disk must not end the server.</summary>
    private bool TryWrite(string line)
    {
        try
        {
            _error.WriteLine(line);
            return true;
        }
        catch (Exception gone) when (FileFailure.IsExpected(gone))
        {
            return false;
        }
    }
}
