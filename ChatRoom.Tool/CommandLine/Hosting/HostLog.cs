using System.Text;
using System.Threading.Channels;
using ChatRoom.Files;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;

namespace ChatRoom.CommandLine.Hosting;

/// <summary>
/// What a server logs, line by line: on standard error, or, while somebody chats on its terminal, for the chat to show
/// between what is said. Any thread may write, and none ever waits: a thread of its own writes to standard error, which
/// may be a terminal after Ctrl-S or a pipe that nobody reads. Lines that do not fit are counted, and the log tells how
/// many they were as soon as it is read again. Guarded by its own lock.
/// </summary>
internal sealed class HostLog : TextWriter
{
    /// <summary>Lines that may wait for standard error: more than a storm of joins is, and a few megabytes at most.</summary>
    private const int MostWaiting = 8192;

    /// <summary>Lines that may wait for the chat; where more come, the oldest are let go.</summary>
    private const int MostForChat = 1000;

    /// <summary>How long the end of the server waits for standard error.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(1);

    private readonly TextWriter _error;
    private readonly EventOptions _options;
    private readonly Thread _writer;
    private readonly object _gate = new();
    private readonly Queue<(string Line, long Missing)> _waiting = new();
    private Channel<string>? _chat;
    private bool _isComplete;

    /// <summary>Lines that did not fit, since that was told.</summary>
    private long _missing;
    private long _unwritten;

    /// <param name="error">Standard error, which belongs to the thread that writes from now on.</param>
    /// <param name="options">How the lines are written.</param>
    public HostLog(TextWriter error, EventOptions options)
    {
        (_error, _options) = (error, options);
        _writer = new Thread(WriteAll) { IsBackground = true, Name = "log" };
        _writer.Start();
    }

    public override Encoding Encoding => _error.Encoding;

    /// <summary>How many lines did not fit or could not be written, since the start.</summary>
    public long Unwritten => Volatile.Read(ref _unwritten);

    public override void Write(char value) => throw new NotSupportedException("a log is written by lines");

    public override void WriteLine(string? value)
    {
        lock (_gate)
        {
            if (_chat is null)
            {
                Add(value ?? "");
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
            _chat = Channel.CreateBounded<string>(new BoundedChannelOptions(MostForChat) { FullMode = BoundedChannelFullMode.DropOldest });
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
                Add(line);
            }

            _chat = null;
        }
    }

    /// <summary>No more lines come. Waits until all are written, for a bounded time.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
            Monitor.Pulse(_gate);
        }

        _writer.Join(EndPatience);
    }

    protected override void Dispose(bool disposing)
    {
        Complete();
        base.Dispose(disposing);
    }

    /// <summary>Once a line did not fit, none is taken before half of the queue is free, so that the gap is told once.</summary>
    private void Add(string line)
    {
        if (_waiting.Count == MostWaiting || (_missing > 0 && _waiting.Count > MostWaiting / 2))
        {
            _missing++;
            Interlocked.Increment(ref _unwritten);
            return;
        }

        _waiting.Enqueue((line, _missing));
        _missing = 0;
        Monitor.Pulse(_gate);
    }

    private void WriteAll()
    {
        long failed = 0;
        while (TryTake(out var line, out var missing))
        {
            var untold = failed + missing;
            var isTold = untold == 0 || TryWrite(EventLog.Unwritten(_options, untold));
            failed = isTold ? 0 : untold;
            if (line is not null && !(isTold && TryWrite(line)))
            {
                failed++;
                Interlocked.Increment(ref _unwritten);
            }
        }
    }

    /// <summary>Waits for the next line, or for how many are missing where none comes after them; false at the end.</summary>
    private bool TryTake(out string? line, out long missing)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && _missing == 0 && !_isComplete)
            {
                Monitor.Wait(_gate);
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

    /// <summary>A reader of the log that is gone, or a disk that is full, must not end the server.</summary>
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
