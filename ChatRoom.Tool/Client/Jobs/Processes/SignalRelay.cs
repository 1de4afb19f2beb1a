using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ChatRoom.Client.Jobs.Processes;

/// <summary>
/// Catches signals, from before the command starts, and forwards them to it. Guarded by its own lock: signals arrive on
/// threads of their own.
/// </summary>
internal sealed class SignalRelay : IDisposable
{
    private readonly Lock _lock = new();
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

    /// <summary>The command has started: it gets the earlier signals as well.</summary>
    public void ForwardTo(ForegroundJob job)
    {
        lock (_lock)
        {
            _job = job;
            _early.ForEach(job.Forward);
        }
    }

    /// <summary>The command has ended. The next signal is ignored, as it may have ended the command; a later one ends us as usual.</summary>
    public void OnCommandEnded()
    {
        lock (_lock)
        {
            _ended = true;
        }
    }

    public void Dispose()
    {
        Array.ForEach(_registrations, registration => registration.Dispose());
        _terminal?.Dispose();
    }

    /// <summary>Keeps the runtime from resetting the terminal when we continue after a stop: the command may have set its mode.</summary>
    [UnsupportedOSPlatform("windows")]
    private static PosixSignalRegistration LeaveTerminalAlone() => PosixSignalRegistration.Create(PosixSignal.SIGCONT, signal => signal.Cancel = true);

    private void Catch(PosixSignalContext signal)
    {
        lock (_lock)
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
                _job.Forward(signal.Signal);
            }
        }
    }
}
