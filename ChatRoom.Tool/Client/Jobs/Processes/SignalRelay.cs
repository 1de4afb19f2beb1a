using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ChatRoom.Client.Jobs.Processes;

/// <summary>
/// Catches the signals that mean the command, from before it starts, and passes them on to it. Guarded by
/// its own lock, as signals come on threads of their own.
/// </summary>
internal sealed class SignalRelay : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<PosixSignal> _early = [];
    private readonly PosixSignalRegistration[] _registrations;
    private readonly PosixSignalRegistration? _terminal;
    private ForegroundJob? _job;
    private bool _ended;
    private bool _late;

    public SignalRelay()
    {
        PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];
        _registrations = Array.ConvertAll(signals, signal => PosixSignalRegistration.Create(signal, Catch));
        _terminal = OperatingSystem.IsWindows() ? null : LeaveTerminalAlone();
    }

    /// <summary>The command has started: what came before is for it as well.</summary>
    public void PassOnTo(ForegroundJob job)
    {
        lock (_gate)
        {
            _job = job;
            _early.ForEach(job.PassOn);
        }
    }

    /// <summary>The command has ended. One more signal may be what ended it; a further one means us, and takes its usual course.</summary>
    public void HasEnded()
    {
        lock (_gate)
        {
            _ended = true;
        }
    }

    public void Dispose()
    {
        Array.ForEach(_registrations, registration => registration.Dispose());
        _terminal?.Dispose();
    }

    /// <summary>When we go on after a stop, the runtime would put the terminal into the mode that it had before the command set its own.</summary>
    [UnsupportedOSPlatform("windows")]
    private static PosixSignalRegistration LeaveTerminalAlone() => PosixSignalRegistration.Create(PosixSignal.SIGCONT, signal => signal.Cancel = true);

    private void Catch(PosixSignalContext signal)
    {
        lock (_gate)
        {
            signal.Cancel = !_late;
            if (_ended)
            {
                _late = true;
            }
            else if (_job is null)
            {
                _early.Add(signal.Signal);
            }
            else
            {
                _job.PassOn(signal.Signal);
            }
        }
    }
}
