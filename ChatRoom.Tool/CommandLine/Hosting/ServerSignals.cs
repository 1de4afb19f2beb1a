using System.Runtime.InteropServices;
using ChatRoom.Files;
using ChatRoom.Server;
using ChatRoom.Server.Events;

namespace ChatRoom.CommandLine.Hosting;

/// <summary>
/// What the system's signals mean to a server: SIGINT and SIGTERM drain it, SIGHUP has it read its files again. A
/// terminal that is closed says SIGHUP as well; a server that lives in it drains then.
/// </summary>
internal sealed class ServerSignals : IDisposable
{
    private readonly ChatServer _server;
    private readonly ServerEvents _events;
    private readonly CancellationTokenSource _stop = new();
    private readonly bool _hasTerminal = HasTerminal();
    private readonly List<PosixSignalRegistration> _registrations = [];

    public ServerSignals(ChatServer server, ServerEvents events)
    {
        (_server, _events) = (server, events);
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, DrainOnce));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, DrainOnce));
        if (!OperatingSystem.IsWindows())
        {
            _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, ReloadOrDrain));
        }
    }

    /// <summary>Cancelled by the first signal that is to end the server.</summary>
    public CancellationToken Stop => _stop.Token;

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _stop.Dispose();
    }

    private void DrainOnce(PosixSignalContext signal)
    {
        // The first signal drains; a second one takes its usual course and ends the process.
        signal.Cancel = !_stop.IsCancellationRequested;
        _stop.Cancel();
    }

    private void ReloadOrDrain(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (!_hasTerminal || HasTerminal())
        {
            _server.Reload();
        }
        else if (!_stop.IsCancellationRequested)
        {
            // The shell says it again to its jobs, which must not end the draining.
            _events.LostTerminal();
            _stop.Cancel();
        }
    }

    /// <summary>Whether this process belongs to a terminal that is there.</summary>
    private static bool HasTerminal()
    {
        try
        {
            using var terminal = File.OpenHandle("/dev/tty", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return true;
        }
        catch (Exception none) when (FileFailure.IsExpected(none))
        {
            return false;
        }
    }
}
