using System.Runtime.InteropServices;
using ChatRoom.Files;
using ChatRoom.Server;
using ChatRoom.Server.Events;

namespace ChatRoom.CommandLine.Hosting;

/// <summary>
/// The signals of a server: SIGINT and SIGTERM drain it, SIGHUP makes it read its files again. The system also sends SIGHUP when a
/// terminal is closed; a server of that terminal then drains.
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

    /// <summary>Cancelled by the first signal that stops the server.</summary>
    public CancellationToken Stop => _stop.Token;

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _stop.Dispose();
    }

    private void DrainOnce(PosixSignalContext signal)
    {
        // The first signal drains the server. The second one has its default effect and ends the process.
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
            // The shell sends it again to its jobs, which must not end the draining.
            _events.LostTerminal();
            _stop.Cancel();
        }
    }

    /// <summary>Whether this process has a controlling terminal that still exists.</summary>
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
