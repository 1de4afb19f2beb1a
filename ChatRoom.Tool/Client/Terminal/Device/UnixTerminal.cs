using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using ChatRoom.Native.Terminals;

namespace ChatRoom.Client.Terminal.Device;

/// <summary>The terminal of a Unix system.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class UnixTerminal : TerminalDevice
{
    private const int MaxRead = 4096;

    /// <summary>A stop takes effect within this time; without a shell to continue the process, it never does.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromMilliseconds(250);

    /// <summary>On a busy machine, the handler of SIGCONT runs within this time.</summary>
    private static readonly TimeSpan ContinueTimeout = TimeSpan.FromMilliseconds(500);

    /// <summary>A process that is continued in the background to be ended ends within this time.</summary>
    private static readonly TimeSpan BackgroundExitTimeout = TimeSpan.FromMilliseconds(100);

    private readonly UnixMode _before;
    private readonly UnixMode _ours;
    private readonly byte[] _buffer = new byte[MaxRead];
    private readonly AnonymousPipeServerStream _wake = new(PipeDirection.Out, HandleInheritability.None);
    private readonly ManualResetEventSlim _continued = new();
    private readonly PosixSignalRegistration[] _signals;
    private PosixSignalRegistration _stopAsked;
    private volatile bool _isStopping;

    /// <summary>1 from our own stop until SIGCONT, which may be late: then <see cref="TerminalDevice.Suspend"/> reports the end.</summary>
    private int _ownStops;

    public UnixTerminal(TerminalTraits traits)
        : base(traits)
    {
        _before = UnixMode.Current() ?? throw new IOException("Standard input is not a terminal.");
        _ours = _before.ForKeys();
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Notify(Notices.Resized)),
            PosixSignalRegistration.Create(PosixSignal.SIGCONT, Continue),
        ];
        _stopAsked = CatchStop();
    }

    public override TerminalSize Size =>
        UnixTerminalCalls.TryGetSize(UnixTerminalCalls.Output, out var size) || UnixTerminalCalls.TryGetSize(UnixTerminalCalls.Input, out size)
            ? size
            : TerminalSize.FromEnvironment(Environment.GetEnvironmentVariable);

    protected override void SetMode() => _ours.Apply();

    protected override void RestoreMode()
    {
        // From the background this would stop us, and the terminal is as its owner wants it.
        if (UnixTerminalCalls.IsInForeground())
        {
            _before.Apply();
        }
    }

    protected override void Send(string text) => UnixTerminalCalls.Write(UnixTerminalCalls.Output, Encoding.UTF8.GetBytes(text));

    protected override bool IsReadyToSend() =>
        UnixTerminalCalls.IsInForeground() && UnixTerminalCalls.IsReadyToWrite(UnixTerminalCalls.Output);

    protected override ReadStatus Read(TimeSpan timeout, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        var wake = (int)_wake.ClientSafePipeHandle.DangerousGetHandle();
        if (!UnixTerminalCalls.WaitForInput(wake, timeout, out var isInput, out var isWoken))
        {
            return ReadStatus.Nothing;
        }

        if (isWoken)
        {
            _ = UnixTerminalCalls.Read(wake, _buffer);
        }

        if (!isInput)
        {
            return ReadStatus.Woken;
        }

        var count = UnixTerminalCalls.Read(UnixTerminalCalls.Input, _buffer);
        bytes = _buffer.AsSpan(0, Math.Max(count, 0));
        return count > 0 ? ReadStatus.Bytes : count < 0 ? ReadStatus.Woken : ReadStatus.End;
    }

    protected override void Wake()
    {
        try
        {
            _wake.WriteByte(0);
        }
        catch (Exception closed) when (closed is ObjectDisposedException or IOException)
        {
            // Nothing is read any more.
        }
    }

    protected override void Stop(ManualResetEventSlim closed)
    {
        _isStopping = true;
        _stopAsked.Dispose();
        do
        {
            _continued.Reset();
            Volatile.Write(ref _ownStops, 1);
            UnixTerminalCalls.StopJob();
        }
        while (IsContinued() && !UnixTerminalCalls.IsInForeground() && !closed.Wait(BackgroundExitTimeout));

        _stopAsked = CatchStop();
        _isStopping = false;
    }

    protected override void Release()
    {
        Array.ForEach(_signals, signal => signal.Dispose());
        _stopAsked.Dispose();
        _wake.Dispose();
    }

    /// <summary>Two waits: time passes while the process is stopped, so the first may be over before SIGCONT is handled.</summary>
    private bool IsContinued() => _continued.Wait(StopTimeout) || _continued.Wait(ContinueTimeout);

    /// <summary>Handles SIGCONT. The runtime would restore the mode it knows of after us, so the signal is cancelled.</summary>
    private void Continue(PosixSignalContext signal)
    {
        signal.Cancel = true;

        // Read first: the thread that waits for the event reports the stop itself, and may have done so before the next line.
        var isStopping = _isStopping;
        var isOwn = Interlocked.Exchange(ref _ownStops, 0) != 0;
        _continued.Set();
        if (isStopping)
        {
            return;
        }

        if (UnixTerminalCalls.IsInForeground())
        {
            TakeOver();
            if (!isOwn)
            {
                Notify(Notices.Resumed);
            }
        }
        else
        {
            Notify(Notices.StopAsked);
        }
    }

    private PosixSignalRegistration CatchStop() => PosixSignalRegistration.Create(PosixSignal.SIGTSTP, signal =>
    {
        signal.Cancel = true;
        Notify(Notices.StopAsked);
    });
}
