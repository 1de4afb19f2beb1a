using System.Runtime.InteropServices;

namespace ChatRoom.Client.Terminal.Device;

/// <summary>
/// The ways on which a process ends without asking anybody: a signal, an exception that nobody catches, an exit in the
/// middle. On each, the action runs first. It may run more than once and on any thread; the usual course goes on after
/// it. Nothing can be done about SIGKILL, SIGSTOP and a runtime that fails.
/// </summary>
internal sealed class ExitHooks : IDisposable
{
    private readonly Action _first;
    private readonly PosixSignalRegistration[] _signals;

    public ExitHooks(Action first)
    {
        _first = first;
        PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];
        _signals = Array.ConvertAll(signals, signal => PosixSignalRegistration.Create(signal, _ => first()));
        AppDomain.CurrentDomain.UnhandledException += Crash;
        AppDomain.CurrentDomain.ProcessExit += Exit;
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.UnhandledException -= Crash;
        AppDomain.CurrentDomain.ProcessExit -= Exit;
        Array.ForEach(_signals, signal => signal.Dispose());
    }

    private void Crash(object sender, UnhandledExceptionEventArgs crash) => _first();

    private void Exit(object? sender, EventArgs exit) => _first();
}
