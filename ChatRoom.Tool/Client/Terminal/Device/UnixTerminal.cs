using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using ChatRoom.Native.Terminals;

namespace ChatRoom.Client.Terminal.Device;

/// <summary>The terminal of a Unix.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class UnixTerminal : TerminalDevice
{
    private const int MaxRead = 4096;

    /// <summary>How long a stop may take to reach us; where it never does, as nobody could continue us, this is all that happens.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromMilliseconds(250);

    /// <summary>How long the signal that continued us may take to be known on a busy machine.</summary>
    private static readonly TimeSpan ContinuePatience = TimeSpan.FromMilliseconds(500);

    /// <summary>Who is continued in the background, and is to end, ends in this time.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromMilliseconds(100);

    private readonly UnixMode _before;
    private readonly UnixMode _ours;
    private readonly byte[] _buffer = new byte[MaxRead];
    private readonly AnonymousPipeServerStream _wake = new(PipeDirection.Out, HandleInheritability.None);
    private readonly ManualResetEventSlim _continued = new();
    private readonly PosixSignalRegistration[] _signals;
    private PosixSignalRegistration _stopAsked;
    private volatile bool _isStopping;

    /// <summary>1 from a stop that we asked for until its end is known, which may be late: of that end the one who asked tells.</summary>
    private int _ownStops;

    public UnixTerminal(TerminalTraits traits)
        : base(traits)
    {
        _before = UnixMode.Current() ?? throw new IOException("Standard input is no terminal.");
        _ours = _before.ForKeys();
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Notice(Notices.Resized)),
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
        // From the background it would stop us instead, and the terminal is as its owner wants it.
        if (UnixTerminalCalls.IsInForeground())
        {
            _before.Apply();
        }
    }

    protected override void Send(string text) => UnixTerminalCalls.Write(UnixTerminalCalls.Output, Encoding.UTF8.GetBytes(text));

    protected override bool IsReadyToSend() =>
        UnixTerminalCalls.IsInForeground() && UnixTerminalCalls.IsReadyToWrite(UnixTerminalCalls.Output, milliseconds: 0);

    protected override Arrival Read(TimeSpan patience, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        var wake = (int)_wake.ClientSafePipeHandle.DangerousGetHandle();
        if (!UnixTerminalCalls.WaitForInput(wake, patience, out var isInput, out var isWoken))
        {
            return Arrival.Nothing;
        }

        if (isWoken)
        {
            _ = UnixTerminalCalls.Read(wake, _buffer);
        }

        if (!isInput)
        {
            return Arrival.Woken;
        }

        var count = UnixTerminalCalls.Read(UnixTerminalCalls.Input, _buffer);
        bytes = _buffer.AsSpan(0, Math.Max(count, 0));
        return count > 0 ? Arrival.Bytes : count < 0 ? Arrival.Woken : Arrival.End;
    }

    protected override void Wake()
    {
        try
        {
            _wake.WriteByte(0);
        }
        catch (Exception closed) when (closed is ObjectDisposedException or IOException)
        {
            // Nobody reads any more.
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
        while (IsContinued() && !UnixTerminalCalls.IsInForeground() && !closed.Wait(EndPatience));

        _stopAsked = CatchStop();
        _isStopping = false;
    }

    protected override void Release()
    {
        Array.ForEach(_signals, signal => signal.Dispose());
        _stopAsked.Dispose();
        _wake.Dispose();
    }

    /// <summary>The time goes on while the process is stopped, so that the first wait may end before the signal is known that ended it.</summary>
    private bool IsContinued() => _continued.Wait(StopPatience) || _continued.Wait(ContinuePatience);

    /// <summary>The runtime would set the mode that it knows of, and after us; so it is told that all is done.</summary>
    private void Continue(PosixSignalContext signal)
    {
        signal.Cancel = true;

        // Asked first: whoever waits for the event tells of it alone, and may have done so before the next line here.
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
                Notice(Notices.Resumed);
            }
        }
        else
        {
            Notice(Notices.StopAsked);
        }
    }

    private PosixSignalRegistration CatchStop() => PosixSignalRegistration.Create(PosixSignal.SIGTSTP, signal =>
    {
        signal.Cancel = true;
        Notice(Notices.StopAsked);
    });
}
