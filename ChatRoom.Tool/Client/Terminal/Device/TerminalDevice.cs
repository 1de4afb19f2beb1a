using System.Threading.Channels;
using ChatRoom.Client.Terminal.Keys;
using ChatRoom.Native.Terminals;

namespace ChatRoom.Client.Terminal.Device;

/// <summary>
/// The terminal while it is ours: each key press arrives at once and unchanged, nothing is echoed, and pastes are marked.
/// However the process ends, the terminal's mode is restored. One loop reads <see cref="Inputs"/>, writes and suspends;
/// signals and crashes restore from threads of their own. No writer waits for a terminal that accepts nothing, except for
/// a moment at the end. While it is open, nothing else may read standard input.
/// </summary>
internal abstract class TerminalDevice : IDisposable
{
    /// <summary>Inputs that may wait for the loop. Further ones wait in the system, and an unmarked paste in the terminal.</summary>
    private const int MaxWaiting = 1024;

    private const string PasteMarksOn = "\e[?2004h";

    /// <summary>Ends the marks of pastes, and what a cut-off drawing may leave: a screen update and styles.</summary>
    private const string AllOff = "\e[?2004l\e[?2026l\e[m";

    /// <summary>The bytes of one key arrive within this time, even over a slow line. It only delays a lone ESC.</summary>
    private static readonly TimeSpan KeyTimeout = TimeSpan.FromMilliseconds(100);

    /// <summary>A paste that pauses for this long is over, so that a lost end mark does not swallow all keys.</summary>
    private static readonly TimeSpan PasteTimeout = TimeSpan.FromSeconds(2);

    /// <summary>At the exit, the longest wait for a writer or for the output; the terminal may be stopped by Ctrl-S.</summary>
    private static readonly TimeSpan ExitTimeout = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(1);

    private readonly Channel<TerminalInput> _inputs =
        Channel.CreateBounded<TerminalInput>(new BoundedChannelOptions(MaxWaiting) { SingleWriter = true });

    private readonly Lock _lock = new();
    private readonly TerminalOutput _output;
    private readonly ManualResetEventSlim _closed = new();
    private ExitHooks? _exitHooks;
    private Thread? _reader;
    private int _isOurs;
    private int _notices;
    private volatile string _exitSequence = "\r\n";

    protected TerminalDevice(TerminalTraits traits)
    {
        Traits = traits;
        _output = new TerminalOutput(Send, () => Notify(Notices.Writable));
    }

    protected enum ReadStatus
    {
        Bytes,

        /// <summary>Nothing arrived in time.</summary>
        Nothing,

        /// <summary><see cref="Wake"/> was called.</summary>
        Woken,

        /// <summary>The terminal is gone.</summary>
        End,
    }

    [Flags]
    protected enum Notices
    {
        Resized = 1,
        Resumed = 2,

        /// <summary>SIGTSTP from outside. It is passed on as Ctrl-Z, so that the loop stops the process.</summary>
        StopAsked = 4,
        Closed = 8,
        Writable = 16,
    }

    public TerminalTraits Traits { get; }

    public ChannelReader<TerminalInput> Inputs => _inputs.Reader;

    /// <summary>Asks the system each time.</summary>
    public abstract TerminalSize Size { get; }

    /// <summary>Written at a sudden exit, when the loop no longer writes: it should leave an empty row.</summary>
    public string ExitSequence
    {
        get => _exitSequence;
        set => _exitSequence = value;
    }

    /// <summary>
    /// Whether the terminal has accepted the output so far. If not, <see cref="TerminalInputKind.Writable"/> arrives when it
    /// has; only then can the newest state be drawn.
    /// </summary>
    public bool IsWritable => _output.IsWritable();

    /// <summary>Grows while the terminal accepts output.</summary>
    public long Progress => _output.Sent;

    protected bool IsOurs => Volatile.Read(ref _isOurs) != 0;

    /// <summary>Opens the terminal of standard input and output.</summary>
    /// <exception cref="IOException">They are not a terminal.</exception>
    public static TerminalDevice Open()
    {
        var traits = TerminalTraits.FromEnvironment(Environment.GetEnvironmentVariable, OperatingSystem.IsWindows());
        TerminalDevice device = OperatingSystem.IsWindows() ? new WindowsTerminal(traits) : new UnixTerminal(traits);
        device.Start();
        return device;
    }

    /// <summary>Writes without waiting. When the terminal is not ours any more, the text is dropped.</summary>
    public void Write(string text)
    {
        lock (_lock)
        {
            if (IsOurs)
            {
                _output.Write(text);
            }
        }
    }

    /// <summary>Waits while the terminal accepts output; false: it stopped accepting it.</summary>
    public bool Drain() => _output.Drain(DrainTimeout);

    /// <summary>
    /// Restores the terminal, stops the process until it is continued, and takes the terminal over again;
    /// <see cref="TerminalInputKind.Resumed"/> follows. If nobody could continue the process, it goes on at once.
    /// </summary>
    public void Suspend()
    {
        Restore("", DrainTimeout);
        Stop(_closed);
        TakeOver();
        Notify(Notices.Resumed);
    }

    public void Dispose()
    {
        _closed.Set();
        Restore("", DrainTimeout);
        _exitHooks?.Dispose();
        _inputs.Writer.TryComplete();
        Notify(Notices.Closed);
        if (_reader?.Join(DrainTimeout) != false)
        {
            Release();
        }

        _output.Dispose();
    }

    protected abstract void SetMode();

    /// <summary>Restores the mode; does nothing if the terminal belongs to another process now.</summary>
    protected abstract void RestoreMode();

    /// <summary>Writes everything, however long the terminal accepts nothing; gives up if it is gone.</summary>
    protected abstract void Send(string text);

    /// <summary>Whether the terminal accepts a few bytes without blocking.</summary>
    protected abstract bool IsReadyToSend();

    /// <summary>Waits for input. Reading thread only.</summary>
    protected abstract ReadStatus Read(TimeSpan timeout, out ReadOnlySpan<byte> bytes);

    /// <summary>Ends the wait for input. Any thread.</summary>
    protected abstract void Wake();

    /// <summary>Stops the process until it is continued.</summary>
    protected abstract void Stop(ManualResetEventSlim closed);

    /// <summary>Frees the resources of the system, when nothing is read any more.</summary>
    protected abstract void Release();

    protected void Notify(Notices notice)
    {
        Interlocked.Or(ref _notices, (int)notice);
        Wake();
    }

    protected void TakeOver()
    {
        lock (_lock)
        {
            if (_closed.IsSet)
            {
                return;
            }

            Volatile.Write(ref _isOurs, 1);
            SetMode();
            if (!Traits.IsDumb)
            {
                _output.Write(PasteMarksOn);
            }
        }
    }

    /// <summary>Restores the terminal. Any thread, at any moment, repeatedly.</summary>
    private void Restore(string last, TimeSpan timeout)
    {
        // A blocked writer must not keep the process from ending.
        var hasLock = _lock.TryEnter(ExitTimeout);
        try
        {
            if (Interlocked.Exchange(ref _isOurs, 0) == 0)
            {
                return;
            }

            if (hasLock && _output.Drain(timeout) && IsReadyToSend())
            {
                Send(Traits.IsDumb ? last : AllOff + last);
            }

            RestoreMode();
        }
        finally
        {
            if (hasLock)
            {
                _lock.Exit();
            }
        }
    }

    private void ExitNow()
    {
        _closed.Set();
        _output.DropBacklog();
        Restore(_exitSequence, ExitTimeout);
    }

    private void Start()
    {
        // Before any change: with its first handler the runtime saves the mode that it restores at the end.
        _exitHooks = new ExitHooks(ExitNow);
        _output.Start();
        TakeOver();
        _reader = new Thread(ReadUntilEnd) { IsBackground = true, Name = "terminal" };
        _reader.Start();
    }

    private void ReadUntilEnd()
    {
        var decoder = new KeyDecoder();
        var keys = new List<Key>();
        while (true)
        {
            var timeout = decoder.IsPasting ? PasteTimeout : decoder.IsUndecided ? KeyTimeout : Timeout.InfiniteTimeSpan;
            var readStatus = Read(timeout, out var bytes);
            decoder.Decode(bytes, keys);
            if (readStatus is ReadStatus.Nothing or ReadStatus.End)
            {
                decoder.Flush(keys);
            }

            if (!PostNotices() || !keys.TrueForAll(key => Post(new TerminalInput(TerminalInputKind.Key, key))))
            {
                return;
            }

            keys.Clear();
            if (readStatus == ReadStatus.End)
            {
                Post(new TerminalInput(TerminalInputKind.Ended));
                _inputs.Writer.TryComplete();
                return;
            }
        }
    }

    /// <summary>False: nothing reads the inputs any more.</summary>
    private bool PostNotices()
    {
        var notices = (Notices)Interlocked.Exchange(ref _notices, 0);
        return !notices.HasFlag(Notices.Closed)
            && (!notices.HasFlag(Notices.Resumed) || Post(new TerminalInput(TerminalInputKind.Resumed)))
            && (!notices.HasFlag(Notices.Resized) || Post(new TerminalInput(TerminalInputKind.Resized)))
            && (!notices.HasFlag(Notices.Writable) || Post(new TerminalInput(TerminalInputKind.Writable)))
            && (!notices.HasFlag(Notices.StopAsked) || Post(new TerminalInput(TerminalInputKind.Key, new Key(KeyKind.Character, "z", KeyModifiers.Control))));
    }

    private bool Post(TerminalInput input)
    {
        while (!_inputs.Writer.TryWrite(input))
        {
            if (!_inputs.Writer.WaitToWriteAsync().AsTask().GetAwaiter().GetResult())
            {
                return false;
            }
        }

        return true;
    }
}
