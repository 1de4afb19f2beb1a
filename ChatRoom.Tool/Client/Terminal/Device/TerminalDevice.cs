using System.Threading.Channels;
using ChatRoom.Client.Terminal.Keys;
using ChatRoom.Native.Terminals;

namespace ChatRoom.Client.Terminal.Device;

/// <summary>
/// The terminal, as long as it is ours: each key press is told at once and as itself, nothing is echoed, and pasted text
/// comes between marks. However the process ends, the terminal is as it was before. One loop reads
/// <see cref="Inputs"/>, writes and suspends; signals and crashes give the terminal back from threads of their own.
/// Nobody waits for a terminal that takes nothing, except for a moment at the end. While it is open, nobody else may read standard input.
/// </summary>
internal abstract class TerminalDevice : IDisposable
{
    /// <summary>Inputs that may wait for the loop. More wait in the system, and a paste without marks in the terminal.</summary>
    private const int MaxWaiting = 1024;

    private const string PasteMarksOn = "\e[?2004h";

    /// <summary>Besides the marks of pastes, what may be left where a drawing was cut off: an update of the screen, and colours.</summary>
    private const string AllOff = "\e[?2004l\e[?2026l\e[m";

    /// <summary>The bytes of one key come together, over a slow line too. A lone ESC is told later by this, and does little.</summary>
    private static readonly TimeSpan KeyPause = TimeSpan.FromMilliseconds(100);

    /// <summary>A paste that pauses for so long is over, so that a lost mark of its end does not swallow all keys.</summary>
    private static readonly TimeSpan PastePause = TimeSpan.FromSeconds(2);

    /// <summary>How long the way out waits for a terminal that takes nothing, as after Ctrl-S elsewhere.</summary>
    private static readonly TimeSpan TurnPatience = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(1);

    private readonly Channel<TerminalInput> _inputs =
        Channel.CreateBounded<TerminalInput>(new BoundedChannelOptions(MaxWaiting) { SingleWriter = true });

    private readonly Lock _gate = new();
    private readonly TerminalOutput _output;
    private readonly ManualResetEventSlim _closed = new();
    private ExitHooks? _exitHooks;
    private Thread? _reader;
    private int _isOurs;
    private int _notices;
    private volatile string _farewell = "\r\n";

    protected TerminalDevice(TerminalTraits traits)
    {
        Traits = traits;
        _output = new TerminalOutput(Send, () => Notice(Notices.Taken));
    }

    /// <summary>What a look at the input ended with.</summary>
    protected enum Arrival
    {
        Bytes,

        /// <summary>Nothing came in time.</summary>
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

        /// <summary>Somebody asks us from outside to stop; told as Ctrl-Z, so that the loop does it.</summary>
        StopAsked = 4,
        Closed = 8,
        Taken = 16,
    }

    public TerminalTraits Traits { get; }

    public ChannelReader<TerminalInput> Inputs => _inputs.Reader;

    /// <summary>Asks the system each time.</summary>
    public abstract TerminalSize Size { get; }

    /// <summary>What is written on a way out on which the loop writes nothing any more: it should leave a clean row.</summary>
    public string Farewell
    {
        get => _farewell;
        set => _farewell = value;
    }

    /// <summary>
    /// Whether the terminal takes what is written. If not, <see cref="TerminalInputKind.Taken"/> comes when it does;
    /// only then can the newest state be drawn.
    /// </summary>
    public bool IsReady => _output.IsReady();

    /// <summary>Grows as long as the terminal takes what is written.</summary>
    public long Progress => _output.Sent;

    protected bool IsOurs => Volatile.Read(ref _isOurs) != 0;

    /// <summary>Takes the terminal over that standard input and output are.</summary>
    /// <exception cref="IOException">They are none.</exception>
    public static TerminalDevice Open()
    {
        var traits = TerminalTraits.FromEnvironment(Environment.GetEnvironmentVariable, OperatingSystem.IsWindows());
        TerminalDevice device = OperatingSystem.IsWindows() ? new WindowsTerminal(traits) : new UnixTerminal(traits);
        device.Start();
        return device;
    }

    /// <summary>Writes as it is, and does not wait. What is written when the terminal is not ours any more is dropped.</summary>
    public void Write(string text)
    {
        lock (_gate)
        {
            if (IsOurs)
            {
                _output.Write(text);
            }
        }
    }

    /// <summary>Waits as long as the terminal takes what was written; false if it stopped taking it.</summary>
    public bool Drain() => _output.Drain(EndPatience);

    /// <summary>
    /// Gives the terminal back, stops the process until somebody continues it, and takes the terminal over again, of
    /// which <see cref="TerminalInputKind.Resumed"/> tells. Where nobody could continue it, it goes on at once.
    /// </summary>
    public void Suspend()
    {
        GiveBack("", EndPatience);
        Stop(_closed);
        TakeOver();
        Notice(Notices.Resumed);
    }

    public void Dispose()
    {
        _closed.Set();
        GiveBack("", EndPatience);
        _exitHooks?.Dispose();
        _inputs.Writer.TryComplete();
        Notice(Notices.Closed);
        if (_reader?.Join(EndPatience) != false)
        {
            Release();
        }

        _output.Dispose();
    }

    /// <summary>Changes the mode of the terminal to ours.</summary>
    protected abstract void SetMode();

    /// <summary>Changes the mode back; does nothing where the terminal is somebody else's now.</summary>
    protected abstract void RestoreMode();

    /// <summary>Writes all, however long the terminal takes nothing, or gives up where it is gone.</summary>
    protected abstract void Send(string text);

    /// <summary>True where the terminal takes a few bytes without keeping the writer.</summary>
    protected abstract bool IsReadyToSend();

    /// <summary>Waits for input; called by the reading thread alone.</summary>
    protected abstract Arrival Read(TimeSpan patience, out ReadOnlySpan<byte> bytes);

    /// <summary>Ends the wait for input, from any thread.</summary>
    protected abstract void Wake();

    /// <summary>Stops the process until it is continued.</summary>
    protected abstract void Stop(ManualResetEventSlim closed);

    /// <summary>Frees what the system lent; nobody reads any more.</summary>
    protected abstract void Release();

    protected void Notice(Notices notice)
    {
        Interlocked.Or(ref _notices, (int)notice);
        Wake();
    }

    protected void TakeOver()
    {
        lock (_gate)
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

    /// <summary>May be called at any moment, on any thread, and again.</summary>
    private void GiveBack(string last, TimeSpan patience)
    {
        // A terminal that keeps a writer waiting must not keep the process from ending.
        var isInTurn = _gate.TryEnter(TurnPatience);
        try
        {
            if (Interlocked.Exchange(ref _isOurs, 0) == 0)
            {
                return;
            }

            if (isInTurn && _output.Drain(patience) && IsReadyToSend())
            {
                Send(Traits.IsDumb ? last : AllOff + last);
            }

            RestoreMode();
        }
        finally
        {
            if (isInTurn)
            {
                _gate.Exit();
            }
        }
    }

    private void EndAtOnce()
    {
        _closed.Set();
        _output.DropBacklog();
        GiveBack(_farewell, TurnPatience);
    }

    private void Start()
    {
        // Before anything is changed: with its first handler the runtime notes the mode that it restores at the end.
        _exitHooks = new ExitHooks(EndAtOnce);
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
            var patience = decoder.IsPasting ? PastePause : decoder.IsUndecided ? KeyPause : Timeout.InfiniteTimeSpan;
            var arrival = Read(patience, out var bytes);
            decoder.Decode(bytes, keys);
            if (arrival is Arrival.Nothing or Arrival.End)
            {
                decoder.Flush(keys);
            }

            if (!TellNotices() || !keys.TrueForAll(key => Tell(new TerminalInput(TerminalInputKind.Key, key))))
            {
                return;
            }

            keys.Clear();
            if (arrival == Arrival.End)
            {
                Tell(new TerminalInput(TerminalInputKind.Ended));
                _inputs.Writer.TryComplete();
                return;
            }
        }
    }

    /// <summary>False where nobody wants to know any more.</summary>
    private bool TellNotices()
    {
        var notices = (Notices)Interlocked.Exchange(ref _notices, 0);
        return !notices.HasFlag(Notices.Closed)
            && (!notices.HasFlag(Notices.Resumed) || Tell(new TerminalInput(TerminalInputKind.Resumed)))
            && (!notices.HasFlag(Notices.Resized) || Tell(new TerminalInput(TerminalInputKind.Resized)))
            && (!notices.HasFlag(Notices.Taken) || Tell(new TerminalInput(TerminalInputKind.Taken)))
            && (!notices.HasFlag(Notices.StopAsked) || Tell(new TerminalInput(TerminalInputKind.Key, new Key(KeyKind.Character, "z", KeyModifiers.Control))));
    }

    private bool Tell(TerminalInput input)
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
