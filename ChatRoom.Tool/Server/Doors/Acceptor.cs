using System.Net.Sockets;
using ChatRoom.Native.Sockets;
using ChatRoom.Server.Events;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Doors;

/// <summary>Accepts connections, one at a time. If the server is full, they wait in the system's queue. One task.</summary>
internal sealed class Acceptor(Socket listener, ServerOptions options, ServerEvents events)
{
    /// <summary>The wait before the next attempt, after one that failed or when the server is full.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly HeapTrim _trim = new(options.Time, HeapTrim.Collect);

    /// <summary>Enables TCP keep-alive, which accepted sockets inherit: a connection then notices that its peer has vanished.</summary>
    public static void EnableKeepAlive(Socket listener) => KeepAlive.Set(listener);

    /// <summary>Accepts until <paramref name="stop"/>.</summary>
    /// <param name="connected">Returns the number of open connections.</param>
    /// <param name="start">Takes over an accepted socket.</param>
    public async Task RunAsync(Func<int> connected, Action<Socket> start, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var whyNot = WhyFull(connected()) is { } full ? ReportFull(full) : await TryAcceptAsync(start, stop);
                if (whyNot is not null)
                {
                    await Task.Delay(RetryDelay, options.Time, stop);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped: its only end.
        }
    }

    /// <summary>Waits for the next connection and accepts it; returns why that failed, or null.</summary>
    private async Task<string?> TryAcceptAsync(Action<Socket> start, CancellationToken stop)
    {
        try
        {
            var accepting = listener.AcceptAsync(stop).AsTask();
            if (!accepting.IsCompleted)
            {
                events.Accepting();
                await _trim.WaitAsync(accepting, stop);
            }

            start(await accepting);
            _trim.Count();
            return null;
        }
        catch (SocketException error)
        {
            events.CannotAccept(error.Message);
            return error.Message;
        }
    }

    private string? WhyFull(int connected)
    {
        var limit = options.Limits.Current.MaxConnections;
        return connected >= options.MaxConnections
                ? $"the limit of open files allows only {options.MaxConnections}; raise it with 'ulimit -n'"
            : connected >= limit && limit > 0 ? $"--max-connections allows only {limit}"
            : null;
    }

    private string ReportFull(string why)
    {
        if (listener.Poll(TimeSpan.Zero, SelectMode.SelectRead))
        {
            events.CannotAccept(why);
        }

        return why;
    }
}
