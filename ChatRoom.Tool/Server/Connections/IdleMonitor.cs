using ChatRoom.Server.Connections.Pacing;
using ChatRoom.Server.Doors;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;
using ChatRoom.Server.Time;

namespace ChatRoom.Server.Connections;

/// <summary>Checks all connections at intervals, in one task on the loop, so that none needs a timer of its own.</summary>
internal sealed class IdleMonitor(ServerOptions options, ServerEvents events, AcceptFilter filter, ClockMonitor clock)
{
    public async Task RunAsync(Func<Connection[]> connections, CancellationToken stop)
    {
        try
        {
            clock.Check();
            while (true)
            {
                await Task.Delay(IdleClock.Period, options.Time, stop);
                Check(connections());
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped: its only end.
        }
    }

    private void Check(Connection[] connections)
    {
        try
        {
            var limits = options.Limits.Current;
            foreach (var connection in connections)
            {
                connection.CheckIdle(limits);
            }

            filter.Report();
            clock.Check();
        }
        catch (Exception bug)
        {
            // A bug with one connection must not end the checks of all others.
            events.Fault(bug);
        }
    }
}
