using ChatRoom.Server.Connections.Pacing;
using ChatRoom.Server.Doors;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;
using ChatRoom.Server.Time;

namespace ChatRoom.Server.Connections;

/// <summary>Looks after all connections every now and then, in one task: so none needs a clock of its own.</summary>
internal sealed class IdleMonitor(ServerOptions options, ServerEvents events, AcceptFilter filter, ClockMonitor clock)
{
    public async Task RunAsync(Func<Connection[]> connections, CancellationToken stop)
    {
        try
        {
            clock.Look();
            while (true)
            {
                await Task.Delay(IdleClock.Period, options.Time, stop);
                Look(connections());
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped, which is the only end.
        }
    }

    private void Look(Connection[] connections)
    {
        try
        {
            var limits = options.Limits.Current;
            foreach (var connection in connections)
            {
                connection.LookAfter(limits);
            }

            filter.Report();
            clock.Look();
        }
        catch (Exception bug)
        {
            // One connection's bug must not end the care for all others.
            events.Fault(bug);
        }
    }
}
