using System.Runtime.InteropServices;

namespace ChatRoom.Client.Terminal.Device;

/// <summary>
/// Runs an action before the process ends by a signal, an unhandled exception or a call of exit. The action may run more
/// than once and on any thread; then the process ends as usual. SIGKILL, SIGSTOP and a crash of the runtime cannot be
/// intercepted.
/// </summary>
internal sealed class ExitHooks : IDisposable
{
    private readonly Action _action;
    private readonly PosixSignalRegistration[] _signals;

    public ExitHooks(Action action)
    {
        _action = action;
        PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];
        _signals = Array.ConvertAll(signals, signal => PosixSignalRegistration.Create(signal, _ => action()));
        AppDomain.CurrentDomain.UnhandledException += Crash;
        AppDomain.CurrentDomain.ProcessExit += Exit;
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.UnhandledException -= Crash;
        AppDomain.CurrentDomain.ProcessExit -= Exit;
        Array.ForEach(_signals, signal => signal.Dispose());
    }

    private void Crash(object sender, UnhandledExceptionEventArgs crash) => _action();

    private void Exit(object? sender, EventArgs exit) => _action();
}
